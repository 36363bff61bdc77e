import type { Http } from '@imagechat/client/exchange';

/** An exchange with the server that tells how much of what goes up has gone, from 0 to 1: the one thing `fetch` does not. Rejects without a line. */
export function httpTelling(origin: string, told: (share: number) => void, signal: AbortSignal): Http {
  return ({ method, path, token, body }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, origin + path);
      if (token !== undefined) request.setRequestHeader('authorization', `Bearer ${token}`);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0);
      request.onload = () => resolve({ status: request.status, body: request.response });
      request.onerror = request.onabort = reject;
      signal.addEventListener('abort', () => request.abort());
      request.send(body as Uint8Array<ArrayBuffer>);
    });
}
