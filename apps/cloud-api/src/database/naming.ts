import { DefaultNamingStrategy } from 'typeorm';

/** Columns are snake_case in Postgres and camelCase in the code. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string): string {
    return customName || propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
