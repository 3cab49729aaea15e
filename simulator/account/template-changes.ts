import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { SesWorld } from '../world.ts';
import { checkNotAssociated } from './associated.ts';
import { checkTemplate, type StoredTemplate, type Template, templateNamed } from './templates.ts';

/** Most templates of an AWS account in a region. */
const maxTemplates = 10_000;

/** Stores a template, which must be new or must exist already; or returns the refusal. */
export const storeTemplate = (
  { templates, clock }: Pick<SesWorld, 'templates' | 'clock'>,
  template: Template,
  expected: 'new' | 'known',
  tags: StoredTemplate['tags'] = [],
): Refusal | undefined => {
  const stored = templateNamed(templates, template.name);
  if (expected === 'known' && 'code' in stored) return stored;
  const refusal = checkTemplate(template);
  if (refusal !== undefined) return refusal;
  if ('code' in stored) {
    if (templates.list().length >= maxTemplates)
      return refuse('LimitExceeded', `An account has at most ${maxTemplates} templates.`);
    templates.put({ ...template, createdAtMs: clock(), tags });
  } else {
    if (expected === 'new')
      return refuse('AlreadyExists', `Template ${template.name} already exists`);
    templates.put({ ...template, createdAtMs: stored.createdAtMs, tags: stored.tags });
  }
  return undefined;
};

export const removeTemplate = (world: SesWorld, name: string): Refusal | undefined => {
  const refusal = checkNotAssociated(world, 'template', name);
  if (refusal === undefined) world.templates.remove(name);
  return refusal;
};
