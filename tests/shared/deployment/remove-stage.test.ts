import { beforeEach, describe, expect, it } from '@jest/globals';
import { DeploymentFailure } from '../../../shared/deployment/deployment-failure.ts';
import type { DeployedTemplate } from '../../../shared/deployment/packaged-service.ts';
import { planRemoval } from '../../../shared/deployment/removal-plan.ts';
import type { Binding, QueueCount } from '../../../shared/deployment/removal-ports.ts';
import { removeStage } from '../../../shared/deployment/remove-stage.ts';
import { memoryStacks } from '../../fakes/memory-stacks.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';
import { smallService } from '../../support/small-service.ts';

const name = 'ses-pipeline-prod';
const place = { stackName: name, region: 'eu-west-1' };

const withTrigger: DeployedTemplate = {
  ...smallService().template,
  Resources: {
    ...smallService().template.Resources,
    Trigger: { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} },
  },
};

describe('removeStage', () => {
  let world: ReturnType<typeof memoryStacks>;
  let counts: Record<string, QueueCount>;
  let bindings: Binding[];
  let disabledAfter: number;
  let asked: number;

  beforeEach(() => {
    world = memoryStacks();
    counts = {};
    bindings = [];
    disabledAfter = 1;
    asked = 0;
  });

  const run = async (deletesData: boolean) => {
    const { clock, run: inVirtualTime } = virtualClock(0);
    const queues = { count: async (url: string) => counts[url] };
    const plan = await planRemoval({
      ...{ stacks: world.stacks, store: world.store, queues, place },
      findBindings: async () => bindings,
    });
    if (plan === undefined) return { plan, tookMs: 0 };
    const triggers = {
      disable: async () => {
        asked += 1;
        world.log.push('disable trigger');
        return asked >= disabledAfter;
      },
    };
    await inVirtualTime(
      removeStage(
        {
          ...{ stacks: world.stacks, store: world.store, clock, place, queues, triggers },
          onEvent: () => {},
          onStep: () => {},
          approve: async () => true,
        },
        plan,
        deletesData,
      ),
    );
    return { plan, tookMs: clock.now() };
  };

  it('keeps what holds data, and says which', async () => {
    world.place(name, 'UPDATE_COMPLETE', withTrigger);

    const { plan } = await run(false);

    expect(plan?.kept.map(({ logicalId }) => logicalId)).toEqual([
      'PipelineKey',
      'MessagesTable',
      'DeadLetterQueue',
      'TransactionalQueue',
      'PayloadBucket',
      'SendLogGroup',
    ]);
    expect(plan?.lost).toEqual([]);
    expect(world.log).toEqual(['disable trigger', 'empty bucket', 'delete stack']);
    expect(world.statusOf(name)).toBeUndefined();
  });

  it('lets go of what would block it, after the functions have stopped', async () => {
    world.place(name, 'UPDATE_COMPLETE', withTrigger);
    bindings = [
      { what: 'SES tenant acme', release: async () => void world.log.push('release acme') },
    ];

    await run(false);

    expect(world.log).toEqual(['disable trigger', 'release acme', 'empty bucket', 'delete stack']);
  });

  it('waits for mail that is being sent, but not for ever', async () => {
    world.place(name, 'UPDATE_COMPLETE', withTrigger);
    counts = { TransactionalQueue: { waiting: 3, inFlight: 1 } };
    disabledAfter = 3;

    const { plan, tookMs } = await run(false);

    expect(plan?.mail).toEqual([{ queue: 'TransactionalQueue', messages: 4 }]);
    expect(asked).toBe(3);
    expect(tookMs).toBeGreaterThanOrEqual(75_000);
    expect(tookMs).toBeLessThan(100_000);
  });

  it('deletes the data only after the stack says that it goes, without protection', async () => {
    world.place(name, 'UPDATE_COMPLETE', withTrigger);
    const seen: DeployedTemplate[] = [];
    const { remove } = world.stacks;
    world = {
      ...world,
      stacks: {
        ...world.stacks,
        remove: async (stack) => {
          seen.push(world.templateOf(name) ?? { Resources: {} });
          await remove(stack);
        },
      },
    };

    await run(true);

    const data = Object.values(seen[0]?.Resources ?? {}).filter(
      ({ DeletionPolicy }) => DeletionPolicy,
    );
    expect(data.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(data.map(() => 'Delete'));
    expect(data.length).toBeGreaterThan(5);
    expect(seen[0]?.Resources.MessagesTable?.Properties?.DeletionProtectionEnabled).toBe(false);
    expect(world.log).toEqual([
      'disable trigger',
      'put compiled-cloudformation-template.json',
      'UPDATE change set',
      'execute UPDATE',
      'empty PayloadBucket',
      'empty bucket',
      'delete stack',
    ]);
  });

  it('tells why a stack cannot be deleted, and completes it the next time', async () => {
    world.place(name, 'UPDATE_COMPLETE', withTrigger);
    world.failures.set('PayloadBucket', 'The bucket you tried to delete is not empty');

    const failure: unknown = await run(false).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(DeploymentFailure);
    expect(failure).toMatchObject({ message: expect.stringContaining('PayloadBucket') });
    expect((failure as DeploymentFailure).remedy.join('\n')).toContain('remove --delete-data');
    world.failures.clear();
    expect((await run(false)).plan).toBeDefined();
    expect(world.statusOf(name)).toBeUndefined();
  });

  it('has nothing to do without a stack', async () => {
    expect((await run(false)).plan).toBeUndefined();
  });

  it('touches nothing while something is under way', async () => {
    world.place(name, 'UPDATE_IN_PROGRESS', withTrigger);

    await expect(run(false)).rejects.toThrow('UPDATE_IN_PROGRESS');
    expect(world.log).toEqual([]);
  });
});
