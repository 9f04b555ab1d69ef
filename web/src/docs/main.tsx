/** Entry of the API viewer. */
import '../styles/docs.css';
import { render } from 'preact';
import { DocsApp } from './docs-app.tsx';
import { loadDocument } from './document-loader.ts';

void loadDocument();
const mount = document.getElementById('app');
if (mount) render(<DocsApp />, mount);
