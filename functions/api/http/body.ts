import type { HonoRequest } from 'hono';
import { notJson, type Problem, tooLarge } from './problem.ts';
import type { Route } from './route.ts';

type Body = { readonly kind: 'body'; readonly value: unknown } | Problem;

/** Bytes of a body that no operation says otherwise of. */
const usualBytes = 65_536;

const none: Body = { kind: 'body', value: undefined };

/** Reads the body of a request, once its type and its length are those of the operation. */
export const readBody = async (
  { method, bodyBytes = usualBytes }: Pick<Route, 'method' | 'bodyBytes'>,
  request: HonoRequest,
): Promise<Body> => {
  if (method === 'get' || method === 'delete') return none;
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > bodyBytes) return tooLarge;
  if (bytes.byteLength === 0) return none;
  if (!isJson(request.header('content-type') ?? '')) return notJson;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { kind: 'body', value: JSON.parse(text) };
  } catch {
    return notJson;
  }
};

const isJson = (contentType: string): boolean =>
  /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i.test(contentType.trim());
