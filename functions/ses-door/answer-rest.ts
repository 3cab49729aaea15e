import { restBulkResult } from '../../shared/ses-api/wire/bulk.ts';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { writeRestError, writeRestResult } from '../../shared/ses-api/wire/rest-answer.ts';
import { readRestCall } from '../../shared/ses-api/wire/rest-call.ts';
import { isRestSending, readRestSubmission } from '../../shared/ses-api/wire/rest-submission.ts';
import { accountOfRest } from './account-answers.ts';
import type { DoorCall } from './door-call.ts';
import type { DoorRequest } from './door-request.ts';
import type { SesDoorPorts } from './ports.ts';
import { submit } from './submit.ts';

/** Answers a call of API v2. */
export const answerRest = async (
  ports: SesDoorPorts,
  call: DoorCall,
  { method, path, query, body }: DoorRequest,
): Promise<HttpAnswer> => {
  const refused = (refusal: Refusal): HttpAnswer => writeRestError(refusal, call.requestId);
  const result = (value: unknown): HttpAnswer => writeRestResult(value, call.requestId);
  const url = query === '' ? path : `${path}?${query}`;
  const read = readRestCall({ method, url, body: body.toString('utf8') });
  if (read.kind === 'refused') return refused(read);
  if (read.name === 'GetAccount')
    return result(await accountOfRest(ports, call.sender.key.tenantId));
  if (!isRestSending(read.name)) return refused(notTaken);
  const submitted = readRestSubmission(read.name, read.members);
  if (submitted.kind === 'refused') return refused(submitted);
  const sent = await submit(ports, call.sender, submitted);
  switch (sent.kind) {
    case 'refused':
      return refused(sent);
    case 'mail':
      return result({ MessageId: sent.messageId });
    case 'bulk':
      return result({ BulkEmailEntryResults: sent.answers.map(restBulkResult) });
    default:
      return sent satisfies never;
  }
};

const notTaken = refuse(
  'UnknownOperation',
  'This endpoint takes SendEmail, SendBulkEmail and GetAccount of API v2. Call SES itself for others.',
);
