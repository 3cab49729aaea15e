import { resolveTemplate } from '../../../shared/cloudformation/resolve-template.ts';
import type { TemplateEnvironment } from '../../../shared/cloudformation/template.ts';
import { monthBill } from '../../../shared/cost/month-bill.ts';
import type { DeployedTemplate } from '../../../shared/deployment/packaged-service.ts';
import { idleOf } from '../cost/cost-tools.ts';

/** What a stage costs in a month without any mail, by the resources of its template. */
export const idleCostLines = (
  template: DeployedTemplate,
  environment: TemplateEnvironment,
): readonly string[] => {
  const { usage } = idleOf(resolveTemplate(template, environment));
  const { dollars, dollarsAfterFree } = monthBill(usage);
  return [
    `costs ${dollars.toFixed(2)} USD a month without any mail, ${dollarsAfterFree.toFixed(2)} when nothing else uses the account's free tier (prices of us-east-1)`,
    'what mail costs beside that: npx ses-pipeline cost --volume 10000',
  ];
};
