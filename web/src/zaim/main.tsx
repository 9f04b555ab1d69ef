/** Entry of the page of the Zaim accounts. */
import '../styles/shared.css';
import '../desk/desk.css';
import './zaim.css';
import { render } from 'preact';
import { ZaimPage } from './zaim-page.tsx';
import { openZaim } from './zaim-state.ts';

openZaim();
const mount = document.getElementById('app');
if (mount) render(<ZaimPage />, mount);
