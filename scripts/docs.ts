/** `npm run docs`: brings the parts of the documentation up to date that are made from code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GENERATED_PARTS, withGenerated } from './lib/generated-docs.ts';
import { inProject } from './lib/project.ts';

const HELP = `npm run docs – writes the tables in docs/ that are made from code; the rest of the text stays as it is`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
for (const { file, name, write } of GENERATED_PARTS) {
  const text = readFileSync(inProject(file), 'utf8');
  const updated = withGenerated(text, name, write());
  if (updated !== text) writeFileSync(inProject(file), updated);
  console.log(`${updated === text ? 'unchanged' : 'written'}: ${file}, ${name}`);
}
