/** Entry of the account page. */
import '../styles/shared.css';
import '../desk/desk.css';
import { render } from 'preact';
import { AccountPage } from './account-page.tsx';
import { openAccount } from './account-state.ts';

openAccount();
const mount = document.getElementById('app');
if (mount) render(<AccountPage />, mount);
