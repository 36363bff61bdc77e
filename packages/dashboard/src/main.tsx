import { render } from 'preact';
import { App } from './app.tsx';
import { chosenLook, wearLook } from './look.ts';
import './style/tokens.css';
import './style/base.css';
import './style/forms.css';
import './style/shell.css';
import './style/parts.css';
import './style/usage.css';
import './style/picture.css';
import './style/queue.css';
import './style/acts.css';
import './style/images.css';
import './style/embed.css';
import './style/settings.css';

wearLook(chosenLook());
const place = document.getElementById('app');
if (place) render(<App />, place);
