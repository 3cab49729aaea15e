import { readStreams } from '../../shared/streams/stream-facts.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { localCertificate } from '../doors/local-certificate.ts';
import { type Endpoints, type LocalSmtp, secretsKey } from './contract-files.ts';
import type { StackContext } from './stack-context.ts';
import type { StackEngines } from './start-engines.ts';

/** Time for mails under way when the stack stops; ms. */
const graceMs = 2_000;

/**
 * Starts the SMTP door beside the engines, with the certificate and the access key of the SES
 * endpoint; null where there is none.
 */
export const startLocalSmtpDoor = async (
  { directory, region, ports: fixed, reach, logs, teardown }: StackContext,
  { clients }: Pick<StackEngines, 'clients'>,
  endpoints: Omit<Endpoints, 'smtp'>,
): Promise<LocalSmtp | null> => {
  const { sesDoor } = endpoints;
  if (sesDoor === null) return null;
  const [{ startSmtpDoor }, { pipelinePorts }, { documentsOf }] = await Promise.all([
    import('../../doors/smtp/smtp-door.ts'),
    import('../../doors/smtp/wiring.ts'),
    import('../../shared/aws/dynamodb/documents.ts'),
  ]);
  const log: Log = (level, message, fields) =>
    logs.write('smtp', JSON.stringify({ level, message, ...fields }));
  const ports = await pipelinePorts({
    ...{ sqs: clients.sqs, s3: clients.s3, documents: documentsOf(clients.dynamodb), region, log },
    ...placeIn(endpoints),
    secretsKey: secretsKey(directory),
  });
  const certificate = await localCertificate(directory, Date.now(), reach.host);
  const options = {
    ...{ host: reach.bind, name: 'localhost', certificate },
    startTlsPort: fixed.startTls ?? 0,
    tlsPort: fixed.smtpTls ?? 0,
  };
  const door = await startSmtpDoor(options, ports);
  teardown.add(() => door.stop(graceMs));
  return {
    host: reach.host,
    startTlsPort: door.startTlsPort,
    tlsPort: door.tlsPort,
    user: sesDoor.accessKeyId,
    password: sesDoor.secretAccessKey,
    caFile: sesDoor.caFile,
  };
};

/** @throws Error when the template lacks something that the door needs */
const placeIn = ({ queues, tables, buckets, streams }: Omit<Endpoints, 'smtp'>) => {
  const known = readStreams(streams);
  if (known === undefined) throw new Error('The template names no streams for the SMTP door.');
  const named = (names: Readonly<Record<string, string>>, name: string): string => {
    const found = names[name];
    if (found === undefined) throw new Error(`The template has no ${name} for the SMTP door.`);
    return found;
  };
  return {
    place: {
      queues: { transactional: named(queues, 'transactional'), bulk: named(queues, 'bulk') },
      payloadBucket: named(buckets, 'payload'),
    },
    tables: {
      accessKeys: named(tables, 'accessKeys'),
      messages: named(tables, 'messages'),
      tenants: named(tables, 'tenants'),
    },
    streams: known,
  };
};
