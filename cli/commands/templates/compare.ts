import type { SesTemplates, TemplateParts } from '../../../shared/ses-templates/ports.ts';
import type { TemplateFolder } from './template-folder.ts';

/** What sync would do with a template. */
export type TemplateChange =
  | { readonly kind: 'create'; readonly name: string; readonly after: TemplateParts }
  | {
      readonly kind: 'update';
      readonly name: string;
      readonly before: TemplateParts;
      readonly after: TemplateParts;
    }
  /** Only SES has it. */
  | { readonly kind: 'extra'; readonly name: string };

const partNames = ['subject', 'html', 'text'] as const;

/** Whether two templates are the same. SES may give an empty part as none. */
export const isSameTemplate = (one: TemplateParts, other: TemplateParts): boolean =>
  partNames.every((part) => (one[part] ?? '') === (other[part] ?? ''));

/** Differences between a folder and SES, in the order of the names. Asks SES once for each template. */
export const compareTemplates = async (
  folder: TemplateFolder,
  templates: Pick<SesTemplates, 'names' | 'find'>,
): Promise<readonly TemplateChange[]> => {
  const stored = new Set(await templates.names());
  const changes: TemplateChange[] = [];
  for (const name of [...new Set([...folder.keys(), ...stored])].sort()) {
    const after = folder.get(name);
    const before = stored.has(name) && after !== undefined ? await templates.find(name) : undefined;
    if (after === undefined) changes.push({ kind: 'extra', name });
    else if (before === undefined) changes.push({ kind: 'create', name, after });
    else if (!isSameTemplate(before, after)) changes.push({ kind: 'update', name, before, after });
  }
  return changes;
};

/** Names of the parts of a template that differ. */
export const changedParts = (change: TemplateChange): readonly (typeof partNames)[number][] => {
  if (change.kind === 'extra') return [];
  const before = change.kind === 'update' ? change.before : undefined;
  return partNames.filter((part) => (before?.[part] ?? '') !== (change.after[part] ?? ''));
};
