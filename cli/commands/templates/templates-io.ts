import type { SesTemplates } from '../../../shared/ses-templates/ports.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Confirm } from '../../terminal/confirm.ts';
import type { TemplateFolder } from './template-folder.ts';

/** What the commands on templates need. */
export interface TemplatesIo extends CommandIo {
  readonly templates: SesTemplates;
  readonly confirm: Confirm;
  /** @throws UnreadableFolder */
  readonly readFolder: (path: string, only?: string) => Promise<TemplateFolder>;
}
