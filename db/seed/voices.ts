/** What people and bots say to each other about work, by category where it matters. */

export const letters: Record<string, string[]> = {
  "content-writing": [
    "I have done this kind of text for eight years, the last three for small firms that hate marketing as much as I do. I would send a first paragraph tomorrow so that you can say no early.",
    "Your brief made me laugh, which is rare. Two samples in your tone are below. I can start on Thursday and be done by Monday evening.",
    "I read what is there now, twice. The good sentence is hidden in the third paragraph and I would build on it.",
    "Former newspaper editor, now at home with a small child and very good at deadlines between naps.",
    "Happy to do it for a little less if I may show the result in my portfolio. Turnaround four days, two rounds of changes.",
    "I would want to hear how you talk before I write a line. Ten minutes on the phone are enough, the rest I do from your notes.",
  ],
  "data-entry": [
    "Careful and not slow: about 90 rows an hour with a second pass over every tenth. I did the census cards of two parishes last year.",
    "I work in the evenings, quietly, with the original on a second screen. Unreadable spots get marked, I never guess.",
    "Librarian by training. I like lists more than is healthy.",
    "I can begin today and would send the first thirty rows for you to check before I go on.",
    "Same-day questions, finished in three days. If the columns do not fit what I find I tell you instead of squeezing.",
  ],
  development: [
    "I fixed exactly this in a different code base in spring and know where the pain is. Small pull request, tests, a note on what I left alone.",
    "Twelve years of TypeScript, and I still read the documentation first. I would start with a failing test that shows your problem.",
    "I would like an hour with the code before I promise a date; the price stands either way.",
    "Your constraint about dependencies is why I am applying. I can show you three things I built without any.",
    "Available from Wednesday. You get a short message every evening, including the evenings when nothing worked.",
    "My estimate is higher than your budget and I say why below: the case with two windows at once is half of the work.",
  ],
  design: [
    "Attached are three things I drew that should feel related. Two directions by Friday, and I do not mind starting over once.",
    "I trained as a sign painter before screens, so one centimetre and one colour is home to me.",
    "I would begin on paper and show you photos of the paper. It saves us both a week.",
    "I looked at your material and have one question about the grid before I offer; the price below assumes the friendly answer.",
    "Portfolio linked. Source files are always included and named so that somebody else can find things.",
  ],
  translation: [
    "Native speaker, sworn translator for eleven years, and I read every text aloud before it leaves the house.",
    "I translated something very close to this last winter; the glossary from then would be yours as well.",
    "Two days, one question round in between. I mark what cannot be carried over instead of pretending.",
    "I grew up with both languages at one table. Samples of the same length attached.",
    "Would you accept delivery in two parts? The first on Tuesday so that you can see how I treat your names.",
  ],
  testing: [
    "I am exactly the person who double-clicks on everything. Old Android, slow network, reading glasses.",
    "QA for a bank during the day, so I am used to being thanked rarely. Reports with steps, pictures and a severity you can trust.",
    "I can do it tonight. My phone is four years old and in Vietnamese, which tends to find things.",
    "I use a screen reader every day. If you like I do the six errands once with it and once without.",
    "Fast, thorough, and polite about it. Thirty-one tests on this platform's like so far.",
  ],
  "ai-training": [
    "I read the guideline and already have a question about rule 6, which I take as a good sign.",
    "Nurse for nine years, nights mostly. I know the difference between wrong and dangerous.",
    "Labelled 40,000 items for a university project with agreement of 0.87. I take breaks so that the last hundred are as good as the first.",
    "I can do sixty a day without getting sloppy, so ten days in all.",
    "Happy to be one of the two on the overlap. Please do not show me the other one's answers.",
  ],
  marketing: [
    "I looked through your last forty posts. The three that worked have one thing in common and I would like to build on it.",
    "I do this for five small shops and a choir. No exclamation marks unless something is on fire.",
    "I would send you the first week as a sample before you commit to the month.",
    "Numbers with their source, or no numbers: that is how I work.",
    "I have been a customer of places like yours for years, which helps more than the certificate I also have.",
  ],
  support: [
    "I ran the front desk of a hostel for six years. Nothing in a mailbox frightens me.",
    "Kind, quick and discreet. References from two associations and one very strict accountant.",
    "I am on European mornings and American evenings thanks to small children, so somebody is nearly always answered the same day.",
    "I would spend the first hour reading old answers so that I sound like you.",
    "Spreadsheets calm me. I could begin on Monday.",
  ],
  errands: [
    "I live ten minutes away and have a cargo bike. Saturday morning suits me well.",
    "Reliable, on time, and I send the pictures without being asked.",
    "I did this for a neighbour last month and we are still neighbours.",
    "I can come by on Thursday to look at it first, that costs nothing.",
    "Strong back, clean van, quiet dog who stays at home.",
  ],
  "field-work": [
    "I pass there every day on the way to work and can stop any morning this week.",
    "I have a decent camera, a tape measure and the patience to wait until nobody is in the picture.",
    "Geography student. I know the place and can tell you what was there before.",
    "I can do it tomorrow between nine and eleven, when the light comes from the right side.",
    "I did twelve such visits for a city survey. Forms complete, notes readable.",
  ],
  community: [
    "I have Friday evenings free since the children left home and would like them to be good for something.",
    "Count me in. I can bring two friends and a wheelbarrow.",
    "I speak the language and remember what it was like to arrive. It would be an honour.",
    "I did something similar with the scouts for years. Please tell me where the gloves are.",
    "Glad to help. I am better at carrying and listening than at organising.",
  ],
  education: [
    "I teach this in school and do individual hours in the evening. Patient to a fault, my pupils say.",
    "I failed this exam once and passed it with distinction the second time, which makes me a good explainer.",
    "We could start with fifteen minutes free of charge so that you see whether it fits.",
    "I would build everything around your past papers; three hours are enough if you do the exercises in between.",
    "Native speaker, no methods, many stories. Late evenings are fine.",
  ],
  other: [
    "This is the nicest brief I have read all week. I would love to.",
    "I do this as a hobby and would like to be paid for it once.",
    "Two similar jobs are linked below; the second one was for somebody's grandmother and she approved.",
    "I have the archive card, the magnifying glass and next week off.",
    "You get a first version in three days and an honest opinion at once.",
  ],
};

/** What a bot writes when it offers its work; it says what it is. */
export const botLetters: string[] = [
  "I am a bot. I can start the moment you accept and be done within the hour; whatever I am not sure of is listed separately instead of being hidden in the result.",
  "I read the brief and the attachments. My plan has four steps, each of which leaves something you can check. The last tenth of the budget stays unspent if I finish early.",
  "I have finished this kind of task many times; my record and what posters said are on my profile. A person reviews what I hand in before you see it.",
  "Two of your criteria can be checked by machine and I will send the check along. The third needs taste, so I will offer two variants.",
  "I can do this tonight. Please note that I cannot phone anybody: rows that need a call will be marked for a human.",
  "This is within what I do well. My price is below your budget because most of the cost is reading, and I read cheaply.",
  "I noticed that the brief says two different things about the order. I would follow the second; tell me if that is wrong.",
  "I work from sources and quote them. If a source cannot be opened the row says so and stays empty.",
  "I will do the first twenty items and stop, so that you can correct me while it is cheap.",
];

/** The poster about the worker, by stars. */
export const aboutWorkers: Record<number, string[]> = {
  5: [
    "Better than I hoped and a day early.",
    "Asked the one question that mattered and then simply did it.",
    "Careful, quick and friendly. I have already posted the next one.",
    "Found a mistake in my own brief and saved us both an evening.",
    "Exactly what was agreed, with the doubtful spots marked. That is rare.",
    "I would trust this one with my house keys.",
    "The notes alone were worth the price.",
    "Understood the tone at once. My mother thought I had written it.",
    "No fuss, no excuses, beautiful work.",
    "Every criterion met and I could check each of them. Thank you.",
    "We laughed a lot and it got done.",
    "Third time we work together, third time flawless.",
    "Clear messages, clean files, on time.",
    "Turned a mess into a table I understand.",
  ],
  4: [
    "Good work. One round of changes was needed and happened the same day.",
    "A little late, but told me beforehand and the result is fine.",
    "Solid. The summary could have been shorter.",
    "Did what was asked; I had hoped for a second idea.",
    "Very good, apart from two typos of which one reached the printer.",
    "Reliable and polite. Naming of files is a matter of taste, I suppose.",
    "Nearly perfect; the last part felt hurried.",
  ],
  3: [
    "Usable after I reworked a third of it myself.",
    "All right in the end, but I had to ask three times.",
    "Correct, though it reads as if nobody had looked at it once more.",
  ],
  2: ["Half of the criteria were ignored and I only got the rest after a reminder."],
};

/** The worker about the poster, by stars. */
export const aboutPosters: Record<number, string[]> = {
  5: [
    "The clearest brief I have had this year.",
    "Answers within minutes and accepted the same evening.",
    "Knew what they wanted and said thank you. Any time again.",
    "Fair, friendly, paid at once.",
    "Gave me everything I needed on the first day.",
    "Listened when I said that the premise was wrong. That takes something.",
    "A pleasure. The cake was real.",
    "Review with comments I could use, line by line.",
    "Generous with context and not with meetings.",
    "I learned something and was paid for it.",
    "Trusted me to do it my way.",
  ],
  4: [
    "Good to work for. The material came two days late, the patience was there.",
    "Friendly and fair; the brief grew a little on the way.",
    "All fine. A sample at the start would have helped.",
    "Clear once we had talked.",
    "Quick review, few words.",
  ],
  3: [
    "It took two days to get an answer, then everything was urgent.",
    "The scope changed twice without a word about the budget.",
  ],
};

export const rejections: string[] = [
  "Thank you, somebody closer by took it.",
  "Your offer was good; another one knew the subject already.",
  "Over what I can spend this time. Please look at the next one.",
  "I decided to wait until spring.",
];

export const revisions: string[] = [
  "Nearly there. Two criteria are open, see the comments in the file; the rest I love.",
  "The tone is right, the length is not. Please cut a quarter and keep the opening.",
  "Rows 40 to 60 seem to have slipped by one column. Could you look again?",
  "Good start. The second part needs its sources, and one link is dead.",
  "The pictures are dark on my screen and on my neighbour's. Please send them once more.",
];

export const cancellations: string[] = [
  "Plans changed, sorry for the time you spent reading.",
  "A colleague did it over the weekend.",
  "We lost the funding for this part and will come back to it.",
  "Posted by mistake with the wrong budget.",
  "The event was called off.",
];

type Contest = {
  by: "poster" | "worker";
  reason: string;
  evidence: string[];
  /** What was said since, by turns. */
  said: { side: "poster" | "worker"; text: string; evidence?: string[] }[];
};

export const contests: Contest[] = [
  {
    by: "poster",
    reason: "Half of it is copied from the sample I sent. I asked twice and got the same file again.",
    evidence: ["https://example.com/compare/sample-and-delivery.png"],
    said: [
      {
        side: "worker",
        text: "The first half had to follow the sample: the brief says to keep its form. The second half is new from the first line to the last.",
      },
      { side: "poster", text: "Its form, not its words. The two files lie side by side in the link." },
    ],
  },
  {
    by: "worker",
    reason:
      "Everything in the brief was delivered on the agreed day. The poster now wants a second version that was never mentioned.",
    evidence: ["The brief names one version and one date, and no other."],
    said: [
      {
        side: "poster",
        text: "I did say that we need two, when we first wrote. I should have put it into the brief.",
      },
      {
        side: "worker",
        text: "For the one that was agreed I would like to be paid. The second I can do for a new gig.",
      },
    ],
  },
  {
    by: "poster",
    reason: "What was handed in is about something else; the date and the place in it say so as well.",
    evidence: ["https://example.com/delivery/details.png"],
    said: [
      { side: "worker", text: "The date is that of the camera, which was never set. The rest is as it was asked for." },
    ],
  },
  {
    by: "worker",
    reason: "I waited three hours with everything ready and got no answer. I would like to be paid for the time.",
    evidence: [],
    said: [],
  },
];

/** What a moderator writes to both when the money is shared. */
export const SPLIT_REASON =
  "The brief asks for one version, which was delivered in time, and says nothing of a second. It also asks for sources, and half of them are missing. Both of you are right in part: so is the split.";
