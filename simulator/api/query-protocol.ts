import { randomUUID } from 'node:crypto';
import { element, type Markup } from '../sending/markup.ts';
import type { HttpAnswer } from './api-call.ts';
import type { Refusal } from './refusal.ts';

/** Parameters of a call: structures dotted, lists as `Name.member.N`. */
export type QueryParameters = ReadonlyMap<string, string>;

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

const decode = (text: string): string => {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
};

const ampersand = 38;
const equalsSign = 61;

/**
 * Reads a form-encoded body. Each value is cut out of the bytes on its own: a piece of one long
 * string would hold on to all of it for as long as a recorded message holds on to the piece.
 *
 * @returns undefined when a percent sign stands where it may not
 */
export const parseQuery = (body: Buffer): QueryParameters | undefined => {
  const parameters = new Map<string, string>();
  try {
    for (let start = 0; start < body.length; ) {
      const ampersandAt = body.indexOf(ampersand, start);
      const end = ampersandAt === -1 ? body.length : ampersandAt;
      const equalsAt = body.indexOf(equalsSign, start);
      const nameEnd = equalsAt === -1 || equalsAt > end ? end : equalsAt;
      if (end > start)
        parameters.set(
          decode(body.toString('latin1', start, nameEnd)),
          decode(body.toString('latin1', Math.min(nameEnd + 1, end), end)),
        );
      start = end + 1;
    }
    return parameters;
  } catch {
    return undefined;
  }
};

/** A list of plain values, in the order of their numbers. */
export const listOf = (parameters: QueryParameters, name: string): readonly string[] =>
  structuresOf(parameters, name).flatMap((member) => {
    const value = member.get('');
    return value === undefined ? [] : [value];
  });

/**
 * A list of structures, each with the names inside it; a plain value stands under the empty name.
 */
export const structuresOf = (
  parameters: QueryParameters,
  name: string,
): readonly QueryParameters[] => {
  const prefix = `${name}.member.`;
  const members = new Map<number, Map<string, string>>();
  for (const [key, value] of parameters) {
    if (!key.startsWith(prefix)) continue;
    const [number = '', ...rest] = key.slice(prefix.length).split('.');
    const member = members.get(Number(number)) ?? new Map<string, string>();
    member.set(rest.join('.'), value);
    members.set(Number(number), member);
  }
  return [...members].sort(([one], [other]) => one - other).map(([, member]) => member);
};

/** Whether anything at all is said of a structure. */
export const hasStructure = (parameters: QueryParameters, name: string): boolean =>
  parameters.keys().some((key) => key.startsWith(`${name}.`));

/** `true` in any case, or undefined when it is not said. */
export const booleanOf = (parameters: QueryParameters, name: string): boolean | undefined => {
  const value = parameters.get(name);
  return value === undefined ? undefined : value.toLowerCase() === 'true';
};

const xml = (status: number, requestId: string, document: Markup): HttpAnswer => ({
  status,
  contentType: 'text/xml',
  headers: { 'x-amzn-requestid': requestId },
  body: document.markup,
});

const withNamespace = (name: string, document: Markup): Markup => ({
  markup: document.markup.replace(`<${name}>`, `<${name} xmlns="${namespace}">`),
});

/** The answer of an action that was carried out. */
export const writeResult = (action: string, result: Markup | undefined): HttpAnswer => {
  const requestId = randomUUID();
  const name = `${action}Response`;
  const document = element(
    name,
    element(`${action}Result`, result),
    element('ResponseMetadata', element('RequestId', requestId)),
  );
  return xml(200, requestId, withNamespace(name, document));
};

/** The answer of one that was not. */
export const writeError = ({ code, message, status }: Refusal): HttpAnswer => {
  const requestId = randomUUID();
  const error = element(
    'Error',
    element('Type', status < 500 ? 'Sender' : 'Receiver'),
    element('Code', code),
    element('Message', message),
  );
  return xml(
    status,
    requestId,
    withNamespace(
      'ErrorResponse',
      element('ErrorResponse', error, element('RequestId', requestId)),
    ),
  );
};
