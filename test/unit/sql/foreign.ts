import { name } from '../../../src/dataframe/trace.js';
import { avg, callUdf, count, max, model, sum } from '../../../src/index.js';
import type { Frame } from '../../../src/index.js';
import { EVENTS, LINEITEM, ORDERS } from '../dataframe/sources.js';

/** Definitions that call what an account has of its own: functions and models. SQL by hand in golden/<name>.sql. */
export const foreign: Readonly<Record<string, () => Frame<unknown>>> = {
  model: () => {
    const rfm = name(
      'rfm',
      ORDERS.groupBy('O_CUSTOMER_SK').agg((r) => ({ FREQUENCY: count(), LATEST: max(r.ORDER_DATE) })),
    );
    return model('DB._MODEL_REGISTRY.UC01_KMEANS', 'V_2').predict(rfm, {
      input: ['FREQUENCY'],
      output: { FREQUENCY_MMS: 'FLOAT', CLUSTER: 'NUMBER(38,0)' },
    });
  },

  'model-output': () =>
    model('churn', '"v 1"')
      .run('PREDICT_PROBA', EVENTS.pick('CUSTOMER', 'amount'), {
        input: ['amount'],
        parameters: [0.5, 'fast'],
        output: { CHURN: { key: 'output_feature_0', type: 'FLOAT' } },
      })
      .filter((r) => r.CHURN.gt(0.5))
      .pick('CUSTOMER'),

  'model-called-once': () =>
    model('churn', 'V1')
      .predict(EVENTS.pick('CUSTOMER'), { input: ['CUSTOMER'], output: { CHURN: 'FLOAT' } })
      .filter((r) => r.CHURN.gt(0.5)),

  'model-odd-key': () =>
    model('M', 'V1').predict(EVENTS.pick('CUSTOMER'), {
      input: ['CUSTOMER'],
      output: { P: { key: 'p.0', type: 'FLOAT' } },
    }),

  udf: () =>
    LINEITEM.select((r) => ({
      LI_ORDER_ID: r.LI_ORDER_ID,
      SCORE: callUdf('tools.public."my Score"', 'FLOAT', r.PRICE, 3, 'fast').round(2),
      TAXED: callUdf('TAXED', 'NUMBER(10,2)', r.PRICE),
    }))
      .groupBy('LI_ORDER_ID')
      .agg((r) => ({ SCORE: avg(r.SCORE), TAXED: sum(r.TAXED) })),
};
