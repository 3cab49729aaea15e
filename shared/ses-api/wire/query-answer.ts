import type { HttpAnswer } from './http-answer.ts';
import { element, type Markup } from './markup.ts';
import type { Refusal } from './refusal.ts';

/**
 * Content of an answer of API v1: structures as objects, lists as arrays, maps as maps. Undefined
 * members are left out.
 */
export type QueryValue =
  | string
  | number
  | boolean
  | undefined
  | readonly QueryValue[]
  | ReadonlyMap<string, QueryValue>
  | { readonly [name: string]: QueryValue };

/** A number as SES writes a double: 200 is 200.0. */
export const double = (value: number): string =>
  Number.isInteger(value) ? value.toFixed(1) : String(value);

/** A time as the query protocol writes it. */
export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();

const isList = (value: object): value is readonly QueryValue[] => Array.isArray(value);

const isMap = (value: object): value is ReadonlyMap<string, QueryValue> => value instanceof Map;

const content = (value: QueryValue): Markup | string => {
  if (typeof value !== 'object') return value === undefined ? '' : String(value);
  if (isList(value)) return joined(value.map((member) => element('member', content(member))));
  if (isMap(value))
    return joined(
      [...value].map(([key, inner]) =>
        element('entry', element('key', key), element('value', content(inner))),
      ),
    );
  return joined(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === undefined ? [] : [element(name, content(inner))],
    ),
  );
};

const joined = (parts: readonly Markup[]): Markup => ({
  markup: parts.map(({ markup }) => markup).join(''),
});

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

const xml = (status: number, requestId: string, name: string, inner: Markup): HttpAnswer => ({
  status,
  contentType: 'text/xml',
  headers: { 'x-amzn-requestid': requestId },
  body: `<${name} xmlns="${namespace}">${inner.markup}</${name}>`,
});

/** Answer to an action that was carried out. */
export const writeQueryResult = (
  action: string,
  result: QueryValue,
  requestId: string,
): HttpAnswer =>
  xml(
    200,
    requestId,
    `${action}Response`,
    joined([
      element(`${action}Result`, content(result)),
      element('ResponseMetadata', element('RequestId', requestId)),
    ]),
  );

/** Answer to an action that was refused. */
export const writeQueryError = (
  { code, message, status }: Refusal,
  requestId: string,
): HttpAnswer => {
  const error = element(
    'Error',
    element('Type', status < 500 ? 'Sender' : 'Receiver'),
    element('Code', code),
    element('Message', message),
  );
  return xml(status, requestId, 'ErrorResponse', joined([error, element('RequestId', requestId)]));
};
