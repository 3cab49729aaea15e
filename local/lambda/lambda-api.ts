import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import type { EventSourceMapping } from '../triggers/event-source-mapping.ts';
import { mappingChanges } from '../triggers/mapping-changes.ts';

/** The part of Lambda's API by which event source mappings are looked at and set. */
export interface LambdaApi {
  readonly url: string;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly errorType?: string;
}

/**
 * Starts GetEventSourceMapping, ListEventSourceMappings and UpdateEventSourceMapping on 127.0.0.1;
 * any signature is believed.
 *
 * @param mappings - asked for at every request
 * @param port - 0 for any free one
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
 */
export const startLambdaApi = async (
  mappings: () => readonly EventSourceMapping[],
  port: number,
): Promise<LambdaApi> => {
  const server = createServer((request, response) => {
    answerTo(request, mappings()).then(
      (answer) => send(response, answer),
      () => response.destroy(),
    );
  });
  const listener = await listenOnLoopback(server, port);
  return { url: `http://127.0.0.1:${listener.port}`, close: listener.close };
};

const refused = (status: number, errorType: string, Message: string): Answer => ({
  status,
  errorType,
  body: { Type: 'User', Message },
});

const notFound = refused(
  404,
  'ResourceNotFoundException',
  'The resource you requested does not exist.',
);
const inUse = refused(
  400,
  'ResourceInUseException',
  'Cannot update the event source mapping because it is in use.',
);

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
};

const change = (mapping: EventSourceMapping, body: unknown): Answer => {
  const parsed = mappingChanges.safeParse(body);
  if (!parsed.success)
    return refused(400, 'InvalidParameterValueException', 'A setting is not what Lambda allows.');
  const answer = mapping.change(parsed.data);
  switch (answer.kind) {
    case 'changed':
      return { status: 202, body: answer.description };
    case 'in-use':
      return inUse;
    case 'invalid':
      return refused(400, 'InvalidParameterValueException', answer.message);
    default:
      return answer satisfies never;
  }
};

/** A function may be given by its name or by its ARN. */
const isOf = (
  mapping: EventSourceMapping,
  functionName: string | null,
  queueArn: string | null,
): boolean =>
  (functionName === null ||
    mapping.functionArn === functionName ||
    mapping.functionArn.endsWith(`:function:${functionName}`)) &&
  (queueArn === null || mapping.queueArn === queueArn);

const answerTo = async (
  request: IncomingMessage,
  mappings: readonly EventSourceMapping[],
): Promise<Answer> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, id] = /^\/2015-03-31\/event-source-mappings(?:\/([^/]*))?\/?$/.exec(pathname) ?? [
    undefined,
    undefined,
  ];
  if (!pathname.startsWith('/2015-03-31/event-source-mappings')) return notFound;
  if (request.method === 'GET' && (id === undefined || id === '')) {
    const found = mappings.filter((mapping) =>
      isOf(mapping, searchParams.get('FunctionName'), searchParams.get('EventSourceArn')),
    );
    return {
      status: 200,
      body: { EventSourceMappings: found.map((mapping) => mapping.describe()) },
    };
  }
  const mapping = mappings.find(({ uuid }) => uuid === id);
  if (mapping === undefined) return notFound;
  if (request.method === 'GET') return { status: 200, body: mapping.describe() };
  if (request.method === 'PUT') return change(mapping, await readJson(request));
  return refused(405, 'InvalidRequestContentException', 'Only GET and PUT are understood here.');
};

const send = (response: ServerResponse, { status, body, errorType }: Answer): void => {
  const headers = {
    'content-type': 'application/json',
    ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
  };
  response.writeHead(status, headers).end(JSON.stringify(body));
};
