import { createServer } from 'node:http';
import { crc32 } from 'node:zlib';

/** Stand-ins for DynamoDB and SES while the sender rehearses. */
export interface WarmUpServices {
  readonly endpoint: string;
  /** Number of mails accepted. */
  readonly mails: () => number;
  readonly close: () => void;
}

/**
 * Starts, on 127.0.0.1, a server that answers like DynamoDB and SES in the best case: no message is
 * known, nobody is suppressed, every write succeeds, every mail is accepted. It stores nothing and
 * passes nothing on.
 */
export const startWarmUpServices = async (): Promise<WarmUpServices> => {
  let mails = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const target = request.headers['x-amz-target'];
      if (typeof target === 'string') {
        const answer = Buffer.from(
          JSON.stringify(answerOf(target, Buffer.concat(chunks).toString())),
        );
        response.setHeader('x-amzn-requestid', 'rehearsal').setHeader('x-amz-crc32', crc32(answer));
        response
          .setHeader('content-type', 'application/x-amz-json-1.0')
          .setHeader('content-length', answer.length)
          .end(answer);
        return;
      }
      mails += 1;
      response.setHeader('content-type', 'text/xml').end(accepted);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The rehearsal services have no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    mails: () => mails,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const number = (value: number) => ({ N: String(value) });

/** A ledger with free slots at any time, at 1,000 recipients a second. */
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

/**
 * Answer by operation and table: the ledger's item, a granted claim, and nothing found otherwise.
 */
const answerOf = (target: string, body: string): unknown => {
  if (target.endsWith('.BatchGetItem'))
    return {
      Responses: { [/"RequestItems":\{"([^"]+)"/.exec(body)?.[1] ?? '']: [] },
      UnprocessedKeys: {},
    };
  if (target.endsWith('.GetItem')) return { Item: ledger };
  return body.includes('"ReturnValues"') ? { Attributes: ledger } : {};
};

const accepted =
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>rehearsal</MessageId></SendRawEmailResult></SendRawEmailResponse>';
