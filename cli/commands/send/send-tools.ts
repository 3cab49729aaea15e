import { readFile } from 'node:fs/promises';
import { connectObjects } from '../../../shared/aws/clients/connect.ts';
import { producerPorts } from '../../../shared/aws/queues/producer.ts';
import { enqueueEmails } from '../../../shared/enqueue/enqueue-emails.ts';
import { newId, random } from '../../../shared/system/clock.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import type { SendIo } from './send.ts';

/** Tools of `send`. */
export const openSendTools = ({
  target,
  clients,
  clock,
}: Pipeline): Omit<SendIo, keyof CommandIo> => {
  const s3 = connectObjects(target.connection);
  const producer = producerPorts({ sqs: clients.sqs, s3 }, target.place);
  return {
    readFile: (path) => readFile(path === '-' ? '/dev/stdin' : path),
    enqueue: (messages) =>
      enqueueEmails({ ...producer, isFair: false, clock, random, newId }, messages),
  };
};
