// The address follows the conversation that is open, and opens it again.
window.ImageChat(document.querySelector('#screenshot'), {
  tenantId: 'demo',
  urlId: 'example-ticket-4711',
  jumpToId: location.hash.slice(1) || undefined,
  onMarkerOpened: ({ id }) => history.replaceState(null, '', `#${id}`),
});
