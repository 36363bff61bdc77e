import { ImageChat } from '@imagechat/react';
import { type JSX, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

function App(): JSX.Element {
  const [comments, setComments] = useState(0);
  const [readonly, setReadonly] = useState(false);
  const [shown, setShown] = useState(true);
  return (
    <>
      <h1>React</h1>
      <p>A component around the image. Its props are the options; what changes, changes while it runs.</p>
      <div className="row">
        <button type="button" aria-pressed={readonly} onClick={() => setReadonly(!readonly)}>
          Read only
        </button>
        <button type="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
          Conversations
        </button>
        <output>{comments === 1 ? '1 comment' : `${comments} comments`}</output>
      </div>
      <figure>
        {shown ? (
          <ImageChat
            tenantId="demo"
            apiHost={location.origin}
            urlId="example-harbour"
            readonly={readonly}
            commentCountUpdated={setComments}
          >
            <Picture />
          </ImageChat>
        ) : (
          <Picture />
        )}
      </figure>
    </>
  );
}

function Picture(): JSX.Element {
  return (
    <img
      src="../pictures/harbour.svg"
      width="1200"
      height="750"
      alt="A harbour at dusk with a lighthouse and two sailing boats."
    />
  );
}

const root = document.querySelector('#root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
