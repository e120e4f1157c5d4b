/** The address of a page of this site, wherever the site is mounted: `address("/labs/")` is "/base/labs/". */
export function address(path: `/${string}`): string {
  return import.meta.env.BASE_URL.replace(/\/$/, "") + path;
}
