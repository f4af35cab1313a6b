/** Every topic of the query cases. */
import type { Topic } from './case.js';
import { dates } from './dates.js';
import { numbers } from './numbers.js';
import { texts } from './texts.js';

export const TOPICS: readonly Topic[] = [dates, numbers, texts];
