import ts from 'typescript';

interface Source {
  readonly statements: readonly string[];
  /** Tables that it makes: nobody has rows there yet. */
  readonly made: ReadonlySet<string>;
  readonly excludesVersions: boolean;
  readonly validates: boolean;
}

interface Rule {
  readonly sentence: string;
  readonly isBroken: (statement: string, source: Source) => boolean;
}

const table = String.raw`(?:IF EXISTS\s+)?(?:ONLY\s+)?(?:public\.)?([a-z_]+)`;

function altered(statement: string, { made }: Source): boolean {
  const name = new RegExp(String.raw`^ALTER TABLE\s+${table}`, 'i').exec(statement)?.[1];
  return name !== undefined && !made.has(name);
}

/** What docs/migrations.md asks for, as far as a statement shows it. Tables that the migration makes are free. */
const rules: readonly Rule[] = [
  {
    sentence: 'an index is made while others wait for it: createIndexOnline',
    isBroken: (statement, { made }) => {
      const found = new RegExp(
        String.raw`^CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY).*?\sON\s+${table}`,
        'is',
      ).exec(statement);
      return found?.[1] !== undefined && !made.has(found[1]);
    },
  },
  {
    sentence: 'something goes that the version before may use: excludesVersionsBefore',
    isBroken: (statement, source) => {
      if (source.excludesVersions) return false;
      const gone = new RegExp(String.raw`^DROP (?:TABLE|VIEW)\s+${table}`, 'i').exec(statement);
      if (gone?.[1] !== undefined) return !source.made.has(gone[1]);
      return altered(statement, source) && /\bDROP COLUMN\b/i.test(statement);
    },
  },
  {
    sentence: 'a name changes under the version before: add the new one and keep both',
    isBroken: (statement, source) =>
      altered(statement, source) && /\bRENAME\s+(?!CONSTRAINT)/i.test(statement),
  },
  {
    sentence:
      'a type changes, and all rows are written anew under a lock: add a column and fill it',
    isBroken: (statement, source) =>
      altered(statement, source) &&
      /\bALTER (?:COLUMN )?\w+\s+(?:SET DATA )?TYPE\b/i.test(statement),
  },
  {
    sentence: 'a column that the version before does not fill is demanded: give it a default',
    isBroken: (statement, source) =>
      altered(statement, source) &&
      addedColumns(statement).some(
        (column) => /\bNOT NULL\b/i.test(column) && !/\b(DEFAULT|GENERATED)\b/i.test(column),
      ),
  },
  {
    sentence: 'a default is reckoned for each row under a lock: a constant one, or backfill',
    isBroken: (statement, source) =>
      altered(statement, source) &&
      addedColumns(statement).some((column) =>
        /\bDEFAULT\s+(?!now\(\))[a-z_.]+\(|\bGENERATED\b/i.test(column),
      ),
  },
  {
    sentence:
      'all rows are read under a lock: CHECK … NOT VALID, VALIDATE CONSTRAINT, SET NOT NULL',
    isBroken: (statement, source) =>
      altered(statement, source) && !source.validates && /\bSET NOT NULL\b/i.test(statement),
  },
  {
    sentence: 'all rows are checked under a lock: NOT VALID, then VALIDATE CONSTRAINT',
    isBroken: (statement, source) =>
      altered(statement, source) &&
      /\bADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN KEY)\b/i.test(statement) &&
      !/\bNOT VALID\b/i.test(statement),
  },
  {
    sentence: 'an index is made under a lock: createIndexOnline, then USING INDEX',
    isBroken: (statement, source) =>
      altered(statement, source) &&
      /\bADD (?:CONSTRAINT \w+ )?(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b/i.test(statement) &&
      !/\bUSING INDEX\b/i.test(statement),
  },
  {
    sentence: 'many rows are changed in one transaction: backfill',
    isBroken: (statement, { made }) => {
      const changed = /^(?:UPDATE|DELETE FROM)\s+(?:ONLY\s+)?([a-z_]+)/i.exec(statement)?.[1];
      return changed !== undefined && !made.has(changed);
    },
  },
  {
    sentence: 'nobody else works meanwhile: no LOCK, TRUNCATE, CLUSTER or VACUUM FULL',
    isBroken: (statement) => /^(?:LOCK|TRUNCATE|CLUSTER|VACUUM FULL)\b/i.test(statement),
  },
];

/** What a migration does that stands in the way of the version before; its source is TypeScript. */
export function migrationFaults(text: string): string[] {
  const statements = statementsOf(text);
  const source: Source = {
    statements,
    made: new Set(
      statements.flatMap((one) => {
        const name = /^CREATE (?:UNLOGGED )?TABLE\s+(?:IF NOT EXISTS\s+)?([a-z_]+)/i.exec(one)?.[1];
        return name === undefined ? [] : [name];
      }),
    ),
    excludesVersions: /\bexcludesVersionsBefore\b/.test(text),
    validates: statements.some((one) => /\bVALIDATE CONSTRAINT\b/i.test(one)),
  };
  return statements.flatMap((statement) =>
    rules
      .filter(({ isBroken }) => isBroken(statement, source))
      .map(({ sentence }) => `${sentence}: ${statement.replace(/\s+/g, ' ').slice(0, 100)}`),
  );
}

function addedColumns(statement: string): string[] {
  return [...statement.matchAll(/\bADD COLUMN\b(.*?)(?=,\s*ADD\b|,\s*ALTER\b|$)/gis)].map(
    ([, column = '']) => column,
  );
}

/** Every text that begins as SQL does, but what only `down` has. */
function statementsOf(text: string): string[] {
  const statements: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isMethodDeclaration(node) && node.name.getText() === 'down') return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const statement = node.getText().slice(1, -1).trim();
      if (/^(?:CREATE|ALTER|DROP|UPDATE|DELETE|LOCK|TRUNCATE|CLUSTER|VACUUM)\s/i.test(statement)) {
        statements.push(statement);
      }
      return;
    }
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('migration.ts', text, ts.ScriptTarget.Latest, true));
  return statements;
}
