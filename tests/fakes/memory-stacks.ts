import type { DeployedTemplate } from '../../shared/deployment/packaged-service.ts';
import type {
  Artifact,
  ArtifactStore,
  ChangeSetRequest,
  Stack,
  StackEvent,
  Stacks,
} from '../../shared/deployment/ports.ts';

interface KnownStack {
  stack: Stack;
  template: DeployedTemplate;
  events: StackEvent[];
  readonly changeSets: Map<string, ChangeSetRequest>;
  /** Statuses that the next looks find, one a look; the last stays. */
  ahead: (() => void)[];
}

const emptyTemplate: DeployedTemplate = { Resources: {} };

/**
 * CloudFormation as far as deployments need it: change sets of three kinds, operations that take
 * some looks, failures with their cascade, roll-back, names that are taken.
 */
export const memoryStacks = () => {
  const known = new Map<string, KnownStack>();
  const deleted: KnownStack[] = [];
  const objects = new Map<string, Artifact>();
  /** Reason of the failure of a resource, by its logical id. */
  const failures = new Map<string, string>();
  /** Logical ids whose names the account has outside of stacks; an import frees them. */
  const taken = new Set<string>();
  /** What was done, in order. */
  const log: string[] = [];
  /** Errors that the next looks at a stack meet. */
  const troubles: Error[] = [];
  /** Replacements that a change set foretells, by logical id. */
  const replaced = new Set<string>();
  let count = 0;
  let atMs = 0;

  const named = (name: string): KnownStack | undefined =>
    known.get(name) ?? [...known.values(), ...deleted].find(({ stack }) => stack.id === name);
  const require = (name: string): KnownStack => {
    const found = named(name);
    if (found === undefined) throw new Error(`Stack ${name} does not exist`);
    return found;
  };
  const setStatus = (one: KnownStack, status: string): void => {
    one.stack = { ...one.stack, status };
    tell(one, one.stack.id, 'AWS::CloudFormation::Stack', status);
  };
  const tell = (
    one: KnownStack,
    logicalId: string,
    type: string,
    status: string,
    reason?: string,
  ): void => {
    count += 1;
    atMs += 1_000;
    one.events.push({
      ...{ id: `event-${count}`, atMs, logicalId, type, status, reason },
      physicalId: logicalId,
    });
  };
  const begin = (name: string): KnownStack => {
    count += 1;
    const one: KnownStack = {
      stack: {
        id: `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/${count}`,
        status: 'REVIEW_IN_PROGRESS',
        statusReason: undefined,
        outputs: {},
        isProtected: false,
      },
      template: emptyTemplate,
      events: [],
      changeSets: new Map(),
      ahead: [],
    };
    tell(one, one.stack.id, 'AWS::CloudFormation::Stack', 'REVIEW_IN_PROGRESS');
    known.set(name, one);
    return one;
  };

  const templateOf = ({ template }: ChangeSetRequest): DeployedTemplate => {
    if ('body' in template) return JSON.parse(template.body);
    const object = objects.get(template.url);
    if (object === undefined) throw new Error(`There is no template at ${template.url}`);
    return JSON.parse(Buffer.from(object.body).toString());
  };

  const changesOf = (one: KnownStack, request: ChangeSetRequest) => {
    const wanted = templateOf(request);
    const ids = Object.keys({ ...one.template.Resources, ...wanted.Resources });
    return ids.flatMap((logicalId) => {
      const [before, after] = [one.template.Resources[logicalId], wanted.Resources[logicalId]];
      if (JSON.stringify(before) === JSON.stringify(after)) return [];
      const isImport = request.imports.some((each) => each.logicalId === logicalId);
      return [
        {
          action: (before === undefined
            ? isImport
              ? 'Import'
              : 'Add'
            : after === undefined
              ? 'Remove'
              : 'Modify') as 'Import' | 'Add' | 'Remove' | 'Modify',
          logicalId,
          type: (after ?? before)?.Type ?? '',
          replaces: replaced.has(logicalId) ? ('yes' as const) : ('no' as const),
        },
      ];
    });
  };

  /** One step of an operation a look; a failure is followed by its cascade and the roll-back. */
  const execute = (one: KnownStack, request: ChangeSetRequest): void => {
    const before = one.template;
    const wanted = templateOf(request);
    const { kind } = request;
    const changes = changesOf(one, request);
    setStatus(one, `${kind}_IN_PROGRESS`);
    const failing = changes.find(
      ({ logicalId, action }) =>
        failures.has(logicalId) || (action === 'Add' && taken.has(logicalId)),
    );
    one.ahead = [
      ...changes
        .filter((change) => change !== failing)
        .map(
          ({ logicalId, type }) =>
            () =>
              tell(one, logicalId, type, `${kind}_COMPLETE`),
        ),
      ...(failing === undefined
        ? [
            () => {
              one.template = wanted;
              for (const { logicalId } of request.imports) taken.delete(logicalId);
              setStatus(one, `${kind}_COMPLETE`);
            },
          ]
        : [
            () => {
              const { logicalId, type } = failing;
              const reason = failures.get(logicalId) ?? `${logicalId} already exists`;
              tell(one, logicalId, type, `${kind}_FAILED`, reason);
              for (const other of changes.filter((change) => change !== failing).slice(0, 3))
                tell(
                  one,
                  other.logicalId,
                  other.type,
                  `${kind}_FAILED`,
                  'Resource creation cancelled',
                );
              const summary = `The following resource(s) failed to create: [${logicalId}].`;
              const status = kind === 'CREATE' ? 'ROLLBACK' : `${kind}_ROLLBACK`;
              one.stack = { ...one.stack, status: `${status}_IN_PROGRESS` };
              tell(one, one.stack.id, 'AWS::CloudFormation::Stack', one.stack.status, summary);
              one.template = kind === 'CREATE' ? emptyTemplate : before;
            },
            () =>
              setStatus(one, kind === 'CREATE' ? 'ROLLBACK_COMPLETE' : `${kind}_ROLLBACK_COMPLETE`),
          ]),
    ];
  };

  const stacks: Stacks = {
    find: async (name) => {
      const trouble = troubles.shift();
      if (trouble !== undefined) throw trouble;
      const one = named(name);
      if (one === undefined) return undefined;
      one.ahead.shift()?.();
      return one.stack;
    },
    template: async (name) => JSON.stringify(require(name).template),
    resources: async (name) =>
      Object.entries(require(name).template.Resources).map(([logicalId, { Type }]) => ({
        ...{ logicalId, type: Type, status: 'CREATE_COMPLETE' },
        physicalId: logicalId === 'ServerlessDeploymentBucket' ? 'bucket' : logicalId,
      })),
    events: async (name, after) => {
      const { events } = require(name);
      if (after === undefined) return events.slice(-1);
      return events.slice(events.findIndex(({ id }) => id === after) + 1);
    },
    createChangeSet: async (name, request) => {
      log.push(`${request.kind} change set`);
      const one = named(name) ?? begin(name);
      one.changeSets.set(request.name, request);
    },
    changeSet: async (name, set) => {
      const one = require(name);
      const request = one.changeSets.get(set);
      if (request === undefined) throw new Error(`ChangeSet [${set}] does not exist`);
      const isEmpty =
        request.kind === 'UPDATE' &&
        JSON.stringify(templateOf(request)) === JSON.stringify(one.template);
      return isEmpty
        ? {
            status: 'FAILED',
            reason: "The submitted information didn't contain changes.",
            changes: [],
          }
        : { status: 'CREATE_COMPLETE', reason: undefined, changes: changesOf(one, request) };
    },
    deleteChangeSet: async (name, set) => void named(name)?.changeSets.delete(set),
    executeChangeSet: async (name, set) => {
      const one = require(name);
      const request = one.changeSets.get(set);
      if (request === undefined) throw new Error(`ChangeSet [${set}] does not exist`);
      log.push(`execute ${request.kind}`);
      one.changeSets.clear();
      execute(one, request);
    },
    remove: async (name) => {
      log.push('delete stack');
      const one = require(name);
      setStatus(one, 'DELETE_IN_PROGRESS');
      const failing = Object.entries(one.template.Resources).find(([id]) => failures.has(id));
      one.ahead = [
        () => {
          if (failing === undefined) {
            setStatus(one, 'DELETE_COMPLETE');
            for (const [key, each] of known) if (each === one) known.delete(key);
            deleted.push(one);
            return;
          }
          const [id, { Type }] = failing;
          tell(one, id, Type, 'DELETE_FAILED', failures.get(id));
          setStatus(one, 'DELETE_FAILED');
        },
      ];
    },
  };

  const store: ArtifactStore = {
    hashOf: async (bucket, key) => objects.get(`s3://${bucket}/${key}`)?.hash,
    put: async (bucket, artifact) => {
      log.push(`put ${artifact.key.slice(artifact.key.lastIndexOf('/') + 1)}`);
      objects.set(`s3://${bucket}/${artifact.key}`, artifact);
    },
    urlOf: async (bucket, key) => `s3://${bucket}/${key}`,
    empty: async (bucket) => {
      log.push(`empty ${bucket}`);
      const keys = [...objects.keys()].filter((key) => key.startsWith(`s3://${bucket}/`));
      for (const key of keys) objects.delete(key);
      return keys.length;
    },
    holdsObjects: async (bucket) =>
      [...objects.keys()].some((key) => key.startsWith(`s3://${bucket}/`)),
  };

  return {
    ...{ stacks, store, failures, taken, log, troubles, objects, replaced },
    /** Puts a stack there in some status. */
    place: (name: string, status: string, template: DeployedTemplate = emptyTemplate): void => {
      const one = begin(name);
      one.template = template;
      one.stack = { ...one.stack, status };
    },
    /** What the next looks at a stack change, one a look. */
    ahead: (name: string, ...statuses: readonly string[]): void => {
      const one = require(name);
      one.ahead = statuses.map((status) => () => setStatus(one, status));
    },
    statusOf: (name: string): string | undefined => named(name)?.stack.status,
    templateOf: (name: string): DeployedTemplate | undefined => named(name)?.template,
  };
};
