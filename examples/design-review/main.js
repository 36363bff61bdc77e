// Each version is an image of its own; a new version starts empty and the old talk stays readable.
for (const image of document.querySelectorAll('img[data-version]')) {
  const { version } = image.dataset;
  const count = document.querySelector(`[data-count="${version}"]`);
  window.ImageChat(image, {
    tenantId: 'demo',
    urlId: `example-checkout-v${version}`,
    commentCountUpdated(comments) {
      count.textContent = comments === 1 ? '1 comment' : `${comments} comments`;
    },
  });
}
