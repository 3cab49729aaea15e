import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { rateThrottle, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { Random } from '../../shared/system/ports.ts';
import { type CallFault, drawCallFault, type Faults } from '../account/faults.ts';
import type { MailRecord } from '../sending/mail-record.ts';
import type { ApiCall } from './api-call.ts';

export interface CallOptions {
  readonly faults: () => Faults;
  readonly record: MailRecord;
  readonly random: Random;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const internalFailure = refuse(
  'InternalFailure',
  'The request processing has failed because of an unknown error, exception or failure.',
  500,
);

/**
 * Runs a call, with a fault if one is drawn for it; only sending calls have faults.
 *
 * @param app - application that the client names
 * @returns the answer; undefined when the connection is to be reset
 */
export const runCall = async (
  options: CallOptions,
  call: ApiCall,
  app: string | undefined,
): Promise<HttpAnswer | undefined> => {
  const fault = call.isSending ? drawCallFault(options.faults(), options.random) : undefined;
  const answer = fault === undefined ? await call.run() : await runWithFault(options, call, fault);
  if (call.isSending && answer?.status === 200 && app !== undefined) options.record.countApp(app);
  return answer;
};

const runWithFault = async (
  { record, clock }: CallOptions,
  call: ApiCall,
  fault: CallFault,
): Promise<HttpAnswer | undefined> => {
  record.countFault(fault);
  switch (fault) {
    case 'errorBefore':
      return call.refuse(internalFailure);
    case 'resetBefore':
      return undefined;
    case 'throttled':
      record.refuse(rateThrottle.code, true, false, 1, clock());
      return call.refuse(rateThrottle);
    case 'errorAfter': {
      const answer = await call.run();
      return answer.status === 200 ? call.refuse(internalFailure) : answer;
    }
    case 'resetAfter': {
      const answer = await call.run();
      return answer.status === 200 ? undefined : answer;
    }
  }
};
