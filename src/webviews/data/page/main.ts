import '@vscode/codicons/dist/codicon.css';
import './data.css';
import { DataView } from './dataView.js';
import { connectHost } from './host.js';

const view = new DataView();
view.host = connectHost();
document.body.append(view);
