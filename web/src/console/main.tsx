/** Entry of the console. */
import '../styles/shared.css';
import '../desk/desk.css';
import './console.css';
import './catalogue/catalogue.css';
import { render } from 'preact';
import { ConsolePage } from './console-page.tsx';
import { openConsole } from './console-state.ts';

openConsole();
const mount = document.getElementById('app');
if (mount) render(<ConsolePage />, mount);
