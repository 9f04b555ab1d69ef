/** Entry of the game. */
import './styles/index.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { openApp } from './app-state.ts';
import { startRouter } from './router.ts';

startRouter();
openApp();
const mount = document.getElementById('app');
if (mount) render(<App />, mount);
