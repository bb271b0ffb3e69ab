import { Global, Module, type DynamicModule } from '@nestjs/common';
import { AdminModule } from './admin/site-admin.ts';
import { ConsensusModule } from './consensus/consensus.module.ts';
import { LeadershipModule } from './leadership/leadership.module.ts';
import { MembersModule } from './members/members.module.ts';
import { SiteContext } from './site-context.ts';
import { StatusModule } from './status/status.module.ts';

@Global()
@Module({})
class SiteContextModule {}

/** The coordinator of a founded site. */
@Module({})
export class CoordinatorModule {
  static forSite(context: SiteContext): DynamicModule {
    return {
      module: CoordinatorModule,
      imports: [
        {
          module: SiteContextModule,
          providers: [{ provide: SiteContext, useValue: context }],
          exports: [SiteContext],
        },
        ConsensusModule,
        LeadershipModule,
        MembersModule,
        AdminModule,
        StatusModule,
      ],
    };
  }
}
