import { arrayLiteral } from './array-literal.ts';

type Cell = string | number | boolean | null;

/** An INSERT of any number of rows whose text is always the same, so that it is planned once. */
interface BatchInsert<Row> {
  readonly sql: string;
  /** `common` are the values of the columns that all rows share. */
  parameters(common: readonly string[], rows: readonly Row[]): string[];
}

/** Types of columns by their names. */
type Columns = Readonly<Record<string, string>>;

/**
 * Each column goes as one array: Postgres reads these several times as fast as JSON. Of a column in
 * which few values come again and again, the values go once, and a number per row says which.
 *
 * @param common columns that all rows share
 */
export function batchInsert<const Repeated extends Columns, const Own extends Columns>(
  table: string,
  { common, repeated, own }: { common: readonly string[]; repeated: Repeated; own: Own },
): BatchInsert<Readonly<Record<keyof Repeated | keyof Own, Cell>>> {
  const repeatedNames = Object.keys(repeated);
  const ownNames = Object.keys(own);
  let count = common.length;
  const parameter = (type: string) => `$${(count += 1)}::${type}[]`;
  const dictionaries = repeatedNames.map((name) => parameter(String(repeated[name])));
  const arrays = [
    ...repeatedNames.map(() => parameter('int')),
    ...ownNames.map((name) => parameter(String(own[name]))),
  ];
  return {
    sql: `INSERT INTO ${table} (${[...common, ...repeatedNames, ...ownNames].join(', ')})
      SELECT ${[
        ...common.map((_, index) => `$${index + 1}`),
        ...repeatedNames.map((name, index) => `(${dictionaries[index]})[r.${name}]`),
        ...ownNames.map((name) => `r.${name}`),
      ].join(', ')}
      FROM unnest(${arrays.join(', ')}) AS r(${[...repeatedNames, ...ownNames].join(', ')})`,
    parameters: (values, rows) => {
      const told = repeatedNames.map((name) => dictionaryOf(rows.map((row) => row[name] ?? null)));
      return [
        ...values,
        ...told.map(({ distinct }) => arrayLiteral(distinct)),
        ...told.map(({ places }) => arrayLiteral(places)),
        ...ownNames.map((name) => arrayLiteral(rows.map((row) => row[name] ?? null))),
      ];
    },
  };
}

/** The values, each once, and for each row the place of its value, counted from 1. */
function dictionaryOf(values: readonly Cell[]): { distinct: Cell[]; places: number[] } {
  const known = new Map<Cell, number>();
  const places = values.map((value) => {
    const place = known.get(value) ?? known.size + 1;
    known.set(value, place);
    return place;
  });
  return { distinct: [...known.keys()], places };
}
