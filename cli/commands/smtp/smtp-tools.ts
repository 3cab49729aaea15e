import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { pipelinePorts } from '../../../doors/smtp/wiring.ts';
import { connectObjects } from '../../../shared/aws/clients/connect.ts';
import type { Log } from '../../../shared/telemetry/ports.ts';
import type { CommandIo } from '../../command-io.ts';
import { readLocalEndpoints } from '../../local-endpoints.ts';
import type { Pipeline } from '../../program.ts';
import type { SmtpIo } from './smtp.ts';

/** Tools of `smtp`. */
export const openSmtpTools = (
  { target, clients, clock, streams }: Pipeline,
  { printError }: CommandIo,
): Omit<SmtpIo, keyof CommandIo> => {
  const log: Log = (level, message, fields) =>
    printError(
      JSON.stringify({ level, timestamp: new Date(clock.now()).toISOString(), message, ...fields }),
    );
  return {
    environment: process.env,
    readFile: (path) => readFile(path, 'utf8'),
    localCertificate: async () =>
      'stage' in target.place ? undefined : certificateOfStack(await readLocalEndpoints()),
    onSignal: (signal, act) => void process.on(signal, act),
    openPorts: async () => {
      const { documents, sqs, dynamodb } = clients;
      const { place, tables, secretsKey } = target;
      const s3 = connectObjects(target.connection);
      const region = await dynamodb.config.region();
      return pipelinePorts({
        ...{ documents, sqs, s3, place, tables, secretsKey, region, log },
        streams: await streams(),
      });
    },
  };
};

const endpoints = z.object({ smtp: z.object({ caFile: z.string() }) });

/** The certificate that the local stack has made for its own doors. */
const certificateOfStack = async (text: string | undefined) => {
  const read = endpoints.safeParse(text === undefined ? undefined : JSON.parse(text));
  if (!read.success) return undefined;
  const { caFile } = read.data.smtp;
  const [cert, key] = await Promise.all([
    readFile(caFile, 'utf8'),
    readFile(join(dirname(caFile), 'tls-key.pem'), 'utf8'),
  ]);
  return { cert, key };
};
