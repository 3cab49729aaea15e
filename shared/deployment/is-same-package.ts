import * as z from 'zod/mini';
import { canonicalText } from './canonical-text.ts';
import type { DeployedTemplate, PackagedService } from './packaged-service.ts';
import type { ArtifactStore } from './ports.ts';

const code = z.object({ Code: z.object({ S3Key: z.string() }) });

/**
 * Whether a package is what a stack was made of: the same template apart from the folder of the
 * code, and the same code by its hash.
 */
export const isSamePackage = async (
  { template, code: functions }: Pick<PackagedService, 'template' | 'code'>,
  deployed: DeployedTemplate,
  store: Pick<ArtifactStore, 'hashOf'>,
  bucket: string,
): Promise<boolean> => {
  if (canonicalText(template) !== canonicalText(deployed)) return false;
  const keys = codeKeys(deployed);
  const same = await Promise.all(
    functions.map(async ({ file, hash }) => {
      const isOf = (key: string): boolean => key.endsWith(`/${file}`);
      // Code that no function of the template has.
      if (!codeKeys(template).some(isOf)) return true;
      const key = keys.find(isOf);
      return key !== undefined && (await store.hashOf(bucket, key)) === hash;
    }),
  );
  return same.every(Boolean);
};

/** Keys of the code of all functions in a template. */
const codeKeys = ({ Resources }: DeployedTemplate): readonly string[] =>
  Object.values(Resources).flatMap(({ Type, Properties }) => {
    const read = z.safeParse(code, Properties);
    return Type === 'AWS::Lambda::Function' && read.success ? [read.data.Code.S3Key] : [];
  });
