export { PeopleModule } from './people.module.ts';
export { PeopleRepository } from './people.repository.ts';
