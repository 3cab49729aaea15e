// A process that runs the small stack until a signal ends it; says where it is on stdout. `tick`
// has run, so one container lives.
import { join } from 'node:path';
import { startStack } from '../../../local/stack.ts';
import { smallTemplate } from './template.ts';

const { DIRECTORY = '', ZIPS = '', SIMULATOR = '' } = process.env;

const stack = await startStack({
  package: { template: smallTemplate, zipOf: (key) => join(ZIPS, `${key}.zip`) },
  directory: DIRECTORY,
  // Without one the SES simulator itself.
  ...(SIMULATOR === '' ? {} : { simulatorScript: SIMULATOR }),
  quiet: true,
});
const { pids, sqs, dynamodb, ses } = stack.endpoints;
process.stdout.write(
  `${JSON.stringify({
    own: [process.pid, process.ppid],
    pids: [pids.queues, pids.tables, pids.ses, ...Object.values(stack.containers()).flat()],
    ports: [sqs, dynamodb, ses].map((url) => Number(new URL(url).port)),
  })}\n`,
);
