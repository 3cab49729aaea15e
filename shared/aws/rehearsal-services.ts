import { createServer } from 'node:http';

/** What the sender's requests are answered with while it rehearses. */
export interface RehearsalServices {
  readonly endpoint: string;
  /** Mails that were handed over. */
  readonly mails: () => number;
  readonly close: () => void;
}

const number = (value: number) => ({ N: String(value) });

/** A ledger that always has room, a thousand recipients a second. */
const ledger = {
  tat: number(0),
  interval: number(1),
  minInterval: number(1),
  quota: number(1e9),
  max24Hours: number(1e9),
  syncedAt: number(0),
  busyUntil: number(0),
  adjustedAt: number(0),
  cutFrom: number(1),
  lastCut: number(0),
  throttledAt: number(0),
  stoppedLanes: { L: [] },
};

/** By target; of the tables only the ledger is read back. */
const tableAnswers: Readonly<Record<string, unknown>> = {
  'DynamoDB_20120810.BatchGetItem': { Responses: {}, UnprocessedKeys: {} },
  'DynamoDB_20120810.GetItem': { Item: ledger },
  'DynamoDB_20120810.UpdateItem': { Attributes: ledger },
};

const accepted =
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>rehearsal</MessageId></SendRawEmailResult></SendRawEmailResponse>';

/**
 * Starts, on 127.0.0.1, what answers like DynamoDB and SES when everything goes well: no message is known, nobody is suppressed, every
 * write succeeds, every mail is accepted. Nothing is kept and nothing goes anywhere.
 */
export const startRehearsalServices = async (): Promise<RehearsalServices> => {
  let mails = 0;
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const target = request.headers['x-amz-target'];
      if (typeof target === 'string') {
        response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify(tableAnswers[target] ?? {}));
        return;
      }
      mails += 1;
      response.setHeader('content-type', 'text/xml').end(accepted);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The rehearsal services have no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    mails: () => mails,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
