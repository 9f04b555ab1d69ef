/** Entry of the page of access. */
import '../styles/shared.css';
import '../desk/desk.css';
import './access.css';
import { render } from 'preact';
import { AccessPage } from './access-page.tsx';
import { openAccess } from './access-state.ts';

openAccess();
const mount = document.getElementById('app');
if (mount) render(<AccessPage />, mount);
