import { resolveTemplate } from '../cloudformation/resolve-template.ts';
import type { TemplateEnvironment } from '../cloudformation/template.ts';
import { canonicalText } from './canonical-text.ts';
import type { DeployedTemplate } from './packaged-service.ts';

/** A resource that a deployment creates, changes or removes. */
export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly name: string;
}

/** What a deployment will do to a stack, as far as its templates tell. */
export interface PlannedChanges {
  readonly created: readonly PlannedResource[];
  readonly changed: readonly PlannedResource[];
  readonly removed: readonly PlannedResource[];
}

/**
 * Compares the template of a stack with the one that it will get. CloudFormation says later what
 * has to be made anew; this needs no upload.
 *
 * @param present - undefined when there is no stack yet
 */
export const planChanges = (
  present: DeployedTemplate | undefined,
  wanted: DeployedTemplate,
  environment: TemplateEnvironment,
): PlannedChanges => {
  const after = resourcesOf(wanted, environment);
  const before = present === undefined ? new Map() : resourcesOf(present, environment);
  return {
    created: [...after].filter(([id]) => !before.has(id)).map(([, { planned }]) => planned),
    changed: [...after]
      .filter(([id, { text }]) => before.has(id) && before.get(id)?.text !== text)
      .map(([, { planned }]) => planned),
    removed: [...before].filter(([id]) => !after.has(id)).map(([, { planned }]) => planned),
  };
};

interface Comparable {
  readonly planned: PlannedResource;
  readonly text: string;
}

const resourcesOf = (
  template: DeployedTemplate,
  environment: TemplateEnvironment,
): ReadonlyMap<string, Comparable> =>
  new Map(
    resolveTemplate(template, environment).map(({ logicalId, type, name, properties }) => [
      logicalId,
      {
        planned: { logicalId, type, name },
        text: canonicalText([properties, template.Resources[logicalId]?.DeletionPolicy]),
      },
    ]),
  );
