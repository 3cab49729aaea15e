import { Hono, type HonoRequest } from 'hono';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { type Reach, thisMachine, urlAt } from '../../simulator/loopback/reach.ts';
import { createRoutesServer, type NodeRoutes } from '../../simulator/loopback/routes-server.ts';
import type { ControlState, LocalFunction } from '../control-plane/control-state.ts';
import type { EventSourceMapping } from '../triggers/event-source-mapping.ts';
import { mappingChanges } from '../triggers/mapping-changes.ts';

/**
 * The part of Lambda's API by which functions are looked at, and event source mappings are looked at
 * and set.
 */
export interface LambdaApi {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts GetFunctionConfiguration, GetFunctionConcurrency, GetEventSourceMapping,
 * ListEventSourceMappings and UpdateEventSourceMapping; any signature is believed.
 *
 * @param mappings - asked for at every request
 * @param port - 0 for any free one
 * @param control - functions by their names, asked for at every request
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
 */
export const startLambdaApi = async (
  mappings: () => readonly EventSourceMapping[],
  port: number,
  reach: Reach = thisMachine,
  control: Pick<ControlState, 'functions' | 'denied'> = { functions: new Map(), denied: new Set() },
): Promise<LambdaApi> => {
  const server = createRoutesServer(routesOf(mappings, control));
  const listener = await listenOnLoopback(server, port, undefined, reach);
  return { url: urlAt(reach, listener.port), close: listener.close };
};

const base = '/2015-03-31/event-source-mappings';

const routesOf = (
  mappings: () => readonly EventSourceMapping[],
  control: Pick<ControlState, 'functions' | 'denied'>,
): Hono<NodeRoutes> => {
  const find = (id: string): EventSourceMapping | undefined =>
    mappings().find(({ uuid }) => uuid === id);
  return new Hono<NodeRoutes>({ strict: false })
    .get(base, ({ req }) => {
      const { FunctionName: functionName, EventSourceArn: queueArn } = req.query();
      const found = mappings().filter((mapping) => isOf(mapping, functionName, queueArn));
      return Response.json({ EventSourceMappings: found.map((mapping) => mapping.describe()) });
    })
    .get(`${base}/:id`, ({ req }) => {
      const mapping = find(req.param('id'));
      return mapping === undefined ? notFound() : Response.json(mapping.describe());
    })
    .put(`${base}/:id`, async ({ req }) => {
      const mapping = find(req.param('id'));
      return mapping === undefined ? notFound() : change(mapping, await readJson(req));
    })
    .route('/', functionRoutes(control))
    .all(`${base}/*`, () =>
      refused(405, 'InvalidRequestContentException', 'Only GET and PUT are understood here.'),
    )
    .notFound(notFound);
};

/** A function as its configuration has it, and its reserved concurrency. */
const functionRoutes = (control: Pick<ControlState, 'functions' | 'denied'>): Hono<NodeRoutes> =>
  new Hono<NodeRoutes>()
    .get('/2015-03-31/functions/:name/configuration', ({ req }) => {
      if (control.denied.has('GetFunctionConfiguration')) return denied();
      const found = control.functions.get(req.param('name'));
      return found === undefined ? notFound() : Response.json(describeFunction(found));
    })
    .get('/2019-09-30/functions/:name/concurrency', ({ req }) => {
      const found = control.functions.get(req.param('name'));
      if (found === undefined) return notFound();
      const { reservedConcurrency } = found;
      return Response.json({ ReservedConcurrentExecutions: reservedConcurrency });
    });

const describeFunction = (found: LocalFunction) => ({
  Runtime: found.runtime,
  Handler: found.handler,
  MemorySize: found.memoryMegabytes,
  Timeout: found.timeoutSeconds,
  Environment: { Variables: found.environment },
  State: found.state,
  LastUpdateStatus: found.lastUpdate,
});

const denied = (): Response => refused(403, 'AccessDeniedException', 'You may not call this.');

const refused = (status: number, errorType: string, Message: string): Response =>
  Response.json({ Type: 'User', Message }, { status, headers: { 'x-amzn-errortype': errorType } });

const notFound = (): Response =>
  refused(404, 'ResourceNotFoundException', 'The resource you requested does not exist.');

const readJson = async (request: HonoRequest): Promise<unknown> => {
  const text = await request.text();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
};

const change = (mapping: EventSourceMapping, body: unknown): Response => {
  const parsed = mappingChanges.safeParse(body);
  if (!parsed.success)
    return refused(400, 'InvalidParameterValueException', 'A setting is not what Lambda allows.');
  const answer = mapping.change(parsed.data);
  switch (answer.kind) {
    case 'changed':
      return Response.json(answer.description, { status: 202 });
    case 'in-use':
      return refused(
        400,
        'ResourceInUseException',
        'Cannot update the event source mapping because it is in use.',
      );
    case 'invalid':
      return refused(400, 'InvalidParameterValueException', answer.message);
    default:
      return answer satisfies never;
  }
};

/** A function may be given by its name or by its ARN. */
const isOf = (
  mapping: EventSourceMapping,
  functionName: string | undefined,
  queueArn: string | undefined,
): boolean =>
  (functionName === undefined ||
    mapping.functionArn === functionName ||
    mapping.functionArn.endsWith(`:function:${functionName}`)) &&
  (queueArn === undefined || mapping.queueArn === queueArn);
