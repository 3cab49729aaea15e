import { describe, expect, it } from '@jest/globals';
import { packagedTemplate } from '../../../local/template/packaged.ts';
import {
  type PipelineEventsOptions,
  withPipelineEvents,
} from '../../../local/template/with-pipeline-events.ts';
import { resolveTemplate } from '../../../shared/cloudformation/resolve-template.ts';

const made = ['PipelineEventsTopic', 'PipelineEventsBus', 'AddressKey'];

const madeWith = async (options?: PipelineEventsOptions): Promise<readonly string[]> => {
  const { template } = await packagedTemplate();
  const resources = resolveTemplate(withPipelineEvents(template, options), {
    region: 'us-east-1',
    accountId: '000000000000',
    stackName: 'local',
    parameters: {},
    queueUrl: (name) => `http://127.0.0.1/${name}`,
  });
  return made.filter((id) => resources.some(({ logicalId }) => logicalId === id));
};

describe('withPipelineEvents', () => {
  it('makes what the options publish to, and nothing without options', async () => {
    expect(await madeWith()).toEqual([]);
    expect(await madeWith({ to: 'sns' })).toEqual(['PipelineEventsTopic']);
    expect(await madeWith({ to: 'eventbridge' })).toEqual(['PipelineEventsBus']);
    expect(await madeWith({ to: 'both', addresses: 'hashed' })).toEqual(made);
  });
});
