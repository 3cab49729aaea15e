/** The page of a list for which a v1 call asks. */
interface AskedPage {
  readonly NextToken?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** One page of a list; the token is the position at which the next page begins. */
export const pageOf = <Item>(
  items: readonly Item[],
  { NextToken, MaxItems }: AskedPage,
  defaultSize: number,
  maxSize: number,
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } => {
  const start = Math.max(0, Math.floor(Number(NextToken ?? 0)) || 0);
  const size = Math.min(maxSize, Math.max(1, MaxItems || defaultSize));
  const end = start + size;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? String(end) : undefined,
  };
};
