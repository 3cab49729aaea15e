import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { element } from '../../shared/ses-api/wire/markup.ts';
import { parseJson } from '../../shared/system/parse-json.ts';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { type Reach, thisMachine, urlAt } from '../../simulator/loopback/reach.ts';
import { createRoutesServer, type NodeRoutes } from '../../simulator/loopback/routes-server.ts';
import type { ControlState } from './control-state.ts';
import { jsonAnswers } from './json-answers.ts';
import { queryAnswers } from './query-answers.ts';

export interface ControlPlane {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts the reading part of AWS's control plane: what STS, IAM, CloudFormation,
 * CloudWatch, KMS and Budgets would say of the stack. Any signature is believed.
 *
 * @param port - 0 for any free one
 */
export const startControlPlane = async (
  state: ControlState,
  port: number,
  reach: Reach = thisMachine,
): Promise<ControlPlane> => {
  const routes = new Hono<NodeRoutes>().post('/', async ({ req }) => {
    const target = req.header('x-amz-target');
    const body = await req.text();
    return target === undefined ? answerQuery(state, body) : answerJson(state, target, body);
  });
  const listener = await listenOnLoopback(createRoutesServer(routes), port, undefined, reach);
  return { url: urlAt(reach, listener.port), close: listener.close };
};

const answerJson = (state: ControlState, target: string, body: string): Response => {
  const operation = target.slice(target.indexOf('.') + 1);
  if (state.denied.has(operation))
    return jsonError(400, 'AccessDeniedException', `You may not call ${operation}.`);
  const answer = jsonAnswers[target];
  if (answer === undefined)
    return jsonError(400, 'UnknownOperationException', `${target} is not answered here.`);
  const result = answer(state, parseJson(body), Date.now());
  return result.kind === 'done'
    ? jsonResponse(200, result.output)
    : jsonError(400, result.type, result.message);
};

const jsonResponse = (status: number, output: object): Response =>
  Response.json(output, { status, headers: { 'x-amzn-requestid': randomUUID() } });

const jsonError = (status: number, type: string, message: string): Response =>
  jsonResponse(status, { __type: type, message });

const answerQuery = (state: ControlState, body: string): Response => {
  const parameters = new URLSearchParams(body);
  const operation = parameters.get('Action') ?? '';
  if (state.denied.has(operation))
    return xmlError(403, 'AccessDenied', `You may not call ${operation}.`);
  const known = queryAnswers[operation];
  if (known === undefined)
    return xmlError(400, 'InvalidAction', `${operation} is not answered here.`);
  const result = known.answer(state, parameters);
  if (result.kind === 'refused') return xmlError(400, result.code, result.message);
  const content = [
    element(`${operation}Result`, result.result),
    element('ResponseMetadata', element('RequestId', randomUUID())),
  ];
  return xmlResponse(
    200,
    `<${operation}Response xmlns="${known.namespace}">${content.map(({ markup }) => markup).join('')}</${operation}Response>`,
  );
};

const xmlResponse = (status: number, body: string): Response =>
  new Response(body, { status, headers: { 'content-type': 'text/xml' } });

const xmlError = (status: number, code: string, message: string): Response =>
  xmlResponse(
    status,
    element(
      'ErrorResponse',
      element(
        'Error',
        element('Type', 'Sender'),
        element('Code', code),
        element('Message', message),
      ),
      element('RequestId', randomUUID()),
    ).markup,
  );
