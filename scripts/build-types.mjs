// Rolls the public types of the `firn` library into one file, dist/types/index.d.ts, which definition files see, and
// derives from it the one that they see with operators, dist/types/operators.d.ts.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { operatorTypes } from './operator-types.mjs';

/**
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function libraryTypes(root) {
  const bundle = await rollup({
    input: path.join(root, 'src/index.ts'),
    plugins: [dts({ tsconfig: path.join(root, 'tsconfig.json'), compilerOptions: { noEmit: false } })],
    onwarn: (warning) => console.warn(warning.message),
  });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  return output[0].code;
}

/** @param {string} root */
export async function writeTypes(root) {
  const types = await libraryTypes(root);
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const folder = path.join(root, 'dist/types');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'index.d.ts'), `// firn ${version}\n${types}`);
  await writeFile(path.join(folder, 'operators.d.ts'), `// firn ${version}\n${operatorTypes(types)}`);
}
