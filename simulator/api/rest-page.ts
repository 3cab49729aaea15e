import { refuse } from '../../shared/ses-api/wire/refusal.ts';
import { type Answer, done } from './operation.ts';
import { readToken, tokenOf } from './rest-next-token.ts';

/** The page of a list for which a v2 call asks. */
interface AskedPage {
  readonly NextToken?: string | undefined;
  readonly PageSize?: number | undefined;
}

const defaultSize = 1000;

/**
 * One page of a list under its name, with the token of the next page. A token names the last item
 * of its page.
 */
export const pageOf = <Item>(
  name: string,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { PageSize: size = defaultSize, NextToken: token }: AskedPage,
): Answer<object> => {
  const after = token === undefined ? undefined : readToken(token);
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
  if (token !== undefined && start === 0) return refuse('InvalidNextToken', 'Invalid Next Token');
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  return done({
    [name]: page,
    ...(last !== undefined && start + size < items.length
      ? { NextToken: tokenOf(keyOf(last)) }
      : {}),
  });
};
