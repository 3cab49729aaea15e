import { beforeEach, describe, expect, it } from '@jest/globals';
import { deployStage } from '../../../shared/deployment/deploy-stage.ts';
import { DeploymentFailure } from '../../../shared/deployment/deployment-failure.ts';
import type { PackagedService } from '../../../shared/deployment/packaged-service.ts';
import { type Adoption, planAdoption } from '../../../shared/deployment/plan-adoption.ts';
import type { ChangeSetRequest, Existing } from '../../../shared/deployment/ports.ts';
import { remedyNamed } from '../../../shared/remedies/find-remedy.ts';
import { memoryStacks } from '../../fakes/memory-stacks.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';
import { smallEnvironment, smallService } from '../../support/small-service.ts';

const name = 'ses-pipeline-prod';
const nothing: Adoption = { imports: [], obstacles: [] };

const existing = (identifier: Readonly<Record<string, string>>, key?: string): Existing => ({
  ...{ identifier, key, obstacle: undefined },
});

const adoptionOf = (found: Readonly<Record<string, Existing>>, inStack: readonly string[] = []) =>
  planAdoption(
    smallService().template,
    smallEnvironment,
    new Set(inStack),
    async ({ logicalId }) => found[logicalId],
  );

describe('deployStage', () => {
  let world: ReturnType<typeof memoryStacks>;
  let steps: string[];
  let requests: ChangeSetRequest[];
  let isApproved: boolean;

  beforeEach(() => {
    world = memoryStacks();
    steps = [];
    requests = [];
    isApproved = true;
  });

  const run = (service: PackagedService, adoption = nothing, stacks = world.stacks) => {
    const { clock, run: inVirtualTime } = virtualClock(0);
    const createChangeSet = async (stack: string, request: ChangeSetRequest) => {
      requests.push(request);
      await stacks.createChangeSet(stack, request);
    };
    return inVirtualTime(
      deployStage(
        {
          ...{ stacks: { ...stacks, createChangeSet }, store: world.store, clock },
          place: { stackName: name, region: 'eu-west-1' },
          onEvent: () => {},
          onStep: (step) => void steps.push(step),
          approve: async () => isApproved,
        },
        { service, environment: smallEnvironment, adoption },
      ),
    );
  };
  const failureOf = async (...args: Parameters<typeof run>): Promise<DeploymentFailure> => {
    const failure: unknown = await run(...args).catch((error: unknown) => error);
    if (failure instanceof DeploymentFailure) return failure;
    throw new Error('It did not fail as it should.', { cause: failure });
  };

  it('creates a stage: the bucket first, then the package, then everything else', async () => {
    const end = await run(smallService());

    expect(end.kind).toBe('created');
    expect(world.log).toEqual([
      'CREATE change set',
      'execute CREATE',
      'put send-email.zip',
      'put serverless-state.json',
      'put compiled-cloudformation-template.json',
      'UPDATE change set',
      'execute UPDATE',
    ]);
    expect(world.templateOf(name)).toEqual(smallService().template);
  });

  it('does nothing for the same package, wherever its code lies', async () => {
    await run(smallService());
    world.log.length = 0;

    const end = await run(smallService('code', {}, 'serverless/ses-pipeline/prod/2-later'));

    expect(end.kind).toBe('unchanged');
    expect(world.log).toEqual([]);
  });

  it('updates for other code, and for another template', async () => {
    await run(smallService());

    const byCode = smallService('other code', {}, 'serverless/ses-pipeline/prod/2-later');
    expect((await run(byCode)).kind).toBe('updated');
    expect((await run({ ...byCode, template: { ...byCode.template, Outputs: {} } })).kind).toBe(
      'updated',
    );
  });

  it('tells the cause of a failure and what to do, not the cascade', async () => {
    world.failures.set(
      'SendFunction',
      'User: arn:aws:iam::111122223333:user/jane is not authorized to perform: lambda:CreateFunction on resource: …',
    );

    const failure = await failureOf(smallService());

    expect(failure.message).toMatch(/^SendFunction \(AWS::Lambda::Function\) failed: User: /);
    expect(failure.message).not.toContain('more failed');
    expect(failure.message).toContain('lambda:CreateFunction');
    expect(failure.remedy).toEqual([
      remedyNamed('cloudformation/not-permitted')?.remedy,
      expect.stringContaining('everything is as it was before'),
    ]);
  });

  it('completes, once the cause is mended, what failed midway', async () => {
    world.failures.set('MessagesTable', 'Rate exceeded');
    await failureOf(smallService());
    world.failures.clear();

    expect((await run(smallService())).kind).toBe('created');
    expect(world.log.filter((step) => step === 'execute CREATE')).toHaveLength(1);
  });

  it('deletes what a failed creation left, and begins anew', async () => {
    world.failures.set('ServerlessDeploymentBucket', 'Access Denied');
    await failureOf(smallService());
    expect(world.statusOf(name)).toBe('ROLLBACK_COMPLETE');
    world.failures.clear();

    await run(smallService());

    expect(steps).toContain('Deleting the empty stack that a failed creation left');
    expect(world.statusOf(name)).toBe('UPDATE_COMPLETE');
  });

  it('deletes the shell of a creation that was interrupted before it was executed', async () => {
    world.place(name, 'REVIEW_IN_PROGRESS');

    expect((await run(smallService())).kind).toBe('created');
    expect(world.log[0]).toBe('delete stack');
  });

  it('waits for what is under way, and then goes on', async () => {
    await run(smallService());
    world.ahead(name, 'UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE');

    const other = smallService('other code', {}, 'serverless/ses-pipeline/prod/2-later');
    expect((await run(other)).kind).toBe('updated');
    expect(steps.join()).toContain('Waiting for what is under way');
  });

  it.each([
    ['UPDATE_ROLLBACK_FAILED', 'continue-update-rollback --stack-name ses-pipeline-prod'],
    ['DELETE_FAILED', 'npx ses-pipeline remove'],
    ['IMPORT_ROLLBACK_FAILED', 'describe-stack-events'],
  ])('touches nothing in %s, and says what to do', async (status, remedy) => {
    world.place(name, status, smallService().template);

    const failure = await failureOf(smallService());

    expect(failure.message).toContain(status);
    expect(failure.remedy.join('\n')).toContain(remedy);
    expect(world.log).toEqual([]);
  });

  it('endures looks that fail now and then', async () => {
    let looks = 0;
    const find: typeof world.stacks.find = async (stack) => {
      const found = await world.stacks.find(stack);
      looks += 1;
      if (found?.status.endsWith('E_IN_PROGRESS') && looks % 2 === 0)
        throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
      return found;
    };

    expect((await run(smallService(), nothing, { ...world.stacks, find })).kind).toBe('created');
    expect(looks).toBeGreaterThan(10);
  });

  it('gives up following when CloudFormation stays silent, and says that it goes on', async () => {
    const find: typeof world.stacks.find = async (stack) => {
      if (world.log.includes('execute CREATE')) throw new Error('ETIMEDOUT');
      return world.stacks.find(stack);
    };

    const failure = await failureOf(smallService(), nothing, { ...world.stacks, find });

    expect(failure.message).toContain('goes on by itself');
    expect(failure.remedy.join()).toContain('Run the same command again');
  });

  it('adopts what an earlier removal left, before it creates the rest', async () => {
    const found = {
      MessagesTable: existing({ TableName: 'ses-pipeline-prod-messages' }, 'key-1'),
      TransactionalQueue: existing({ QueueUrl: 'https://sqs/transactional' }, 'key-1'),
      PipelineKey: existing({ KeyId: 'key-1' }),
    };
    for (const id of Object.keys(found)) world.taken.add(id);

    const end = await run(smallService(), await adoptionOf(found));

    expect(end.kind).toBe('created');
    expect(world.log.filter((step) => step.startsWith('execute'))).toEqual([
      'execute IMPORT',
      'execute UPDATE',
      'execute UPDATE',
    ]);
    expect(world.templateOf(name)).toEqual(smallService().template);
  });

  it('goes on where a run was interrupted after the import', async () => {
    const found = { MessagesTable: existing({ TableName: 'ses-pipeline-prod-messages' }) };
    const { MessagesTable } = smallService().template.Resources;
    if (MessagesTable === undefined) throw new Error('The service has no table.');
    world.place(name, 'IMPORT_COMPLETE', { Resources: { MessagesTable } });

    const end = await run(smallService(), await adoptionOf(found, ['MessagesTable']));

    expect(end.kind).toBe('created');
    expect(requests.map(({ kind }) => kind)).toEqual(['UPDATE', 'UPDATE']);
  });

  it('adopts into a stack that is there without changing anything else of it', async () => {
    const { MessagesTable: _, ...others } = smallService().template.Resources;
    await run({ ...smallService(), template: { ...smallService().template, Resources: others } });
    world.taken.add('MessagesTable');
    const found = { MessagesTable: existing({ TableName: 'ses-pipeline-prod-messages' }) };
    requests = [];

    await run(smallService(), await adoptionOf(found, Object.keys(others)));

    expect(requests).toMatchObject([
      {
        kind: 'IMPORT',
        imports: [
          {
            logicalId: 'MessagesTable',
            type: 'AWS::DynamoDB::Table',
            identifier: { TableName: 'ses-pipeline-prod-messages' },
          },
        ],
      },
      { kind: 'UPDATE', imports: [] },
    ]);
    const [imported] = requests;
    const template =
      imported !== undefined && 'body' in imported.template ? imported.template : undefined;
    const { Resources } = JSON.parse(template?.body ?? '{}');
    expect(Object.keys(Resources)).toEqual([...Object.keys(others), 'MessagesTable']);
    expect(Resources).toMatchObject(others);
  });

  it('says of a name that is taken after all that it is', async () => {
    world.taken.add('DeadLetterQueue');

    const failure = await failureOf(smallService());

    expect(failure.message).toContain('DeadLetterQueue already exists');
    expect(failure.message).toContain('(AWS::SQS::Queue)');
    expect(failure.remedy[0]).toBe(remedyNamed('cloudformation/exists')?.remedy);
  });

  it('changes nothing that was not approved', async () => {
    await run(smallService());
    isApproved = false;
    world.log.length = 0;

    const failure = await failureOf(
      smallService('other code', {}, 'serverless/ses-pipeline/prod/2-later'),
    );

    expect(failure.message).toContain('before anything was changed');
    expect(world.log).not.toContain('execute UPDATE');
  });
});
