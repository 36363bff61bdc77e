/** How an address says which conversation to open: as its fragment, or at the end of one that is the page's own route. */
const IN_ADDRESS = /[#&]imagechat=([\w-]+)/;

/** The page's address with a conversation in it. */
export function linkTo(id: string, address: string): string {
  const bare = address.replace(IN_ADDRESS, '').replace(/#$/, '');
  return `${bare}${bare.includes('#') ? '&' : '#'}imagechat=${id}`;
}

/** The conversation that an address names. */
export function linkedIn(address: string): string | undefined {
  return IN_ADDRESS.exec(address)?.[1];
}
