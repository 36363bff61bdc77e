// The demo: what any page would do, plus the words around it.

const find = (selector) => document.querySelector(selector);

const pictures = document.querySelectorAll('img[data-picture]');

if (window.ImageChat) {
  for (const image of pictures) {
    const { picture } = image.dataset;
    const count = find(`[data-count="${picture}"]`);
    window.ImageChat(image, {
      tenantId: 'demo',
      urlId: `demo-${picture}`,
      commentCountUpdated(comments) {
        count.textContent = comments === 1 ? '1 comment' : `${comments} comments`;
      },
    });
  }
} else {
  const trouble = find('#trouble');
  trouble.textContent =
    'The chat script did not load. If you run this from source: “npm run build”, then reload.';
  trouble.hidden = false;
}

find('#snippet').textContent = [
  `<script src="${location.origin}/js/embed-image-chat.min.js"></script>`,
  '<script>',
  "  ImageChat(document.querySelector('img'), { tenantId: 'demo' });",
  '</script>',
].join('\n');

find('#second-window').addEventListener('click', () => {
  const width = Math.round(screen.availWidth / 2);
  const place = `popup,width=${width},height=${screen.availHeight},left=${screen.availLeft ?? 0},top=0`;
  // On phones and where pop-ups are blocked there is no second window beside this one; a new tab does as well.
  const isSmall = matchMedia('(max-width: 767px)').matches;
  window.open(location.href, '_blank', isSmall ? 'noopener' : `${place},noopener`);
});

const response = await fetch('/demo/addresses.json').catch(() => undefined);
const { addresses = [] } = response?.ok ? await response.json() : {};
if (addresses.length > 0) {
  const link = find('#phone-address');
  link.href = addresses[0];
  link.textContent = addresses[0];
  find('#phone').hidden = false;
}
