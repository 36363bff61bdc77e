/** The site a page's origin stands for in usage figures (M1): its host with port, '' for no browser. */
export function siteOf(origin: string | null): string {
  return origin?.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '') ?? '';
}
