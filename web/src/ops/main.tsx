/** Entry of the operator's page. */
import '../styles/shared.css';
import './ops.css';
import { render } from 'preact';
import { loadNumbers } from './numbers-loader.ts';
import { OpsPage } from './ops-page.tsx';

void loadNumbers();
const mount = document.getElementById('app');
if (mount) render(<OpsPage />, mount);
