/** Passwords of ten characters or more that every list of guesses begins with, in lower case. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  0123456789 0987654321 1010101010 1111122222 1122334455 1212121212 1223334444 1231231231 123123123123 1234512345 1234554321 1234567890
  1234567891 12345678910 1234567899 123456789a 123456qwerty 12345qwerty 1234qwerty 123abc123abc 123qwe123qwe 123qweasdzxc 147258369a
  1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 5555566666 7777777777 9876543210 a123456789 aa12345678 aaa1234567 abc1234567 abcd123456 abcdef1234
  abcdefg123 abcdefghij abcdefghijk abcdefghijkl admin12345 admin123456 adminadmin administrator administrator1 arsenal123 asd1234567
  asdfghjkl123 asdfghjkl; autumn2025 autumn2026 baseball12 baseball123 basketball batman1234 bothand123 bothandbothand changeit123 changeme123
  changemenow charlie123 chelsea123 computer123 correcthorsebatterystaple december2026 default123 demo123456 dragon1234 dragon12345
  facebook123 football12 football123 gigiac1234 givegigs123 google1234 guest12345 hello12345 hello123456 hellohello ilovegod123 iloveyou!!
  iloveyou12 iloveyou123 iloveyou1234 iloveyousomuch internet123 january2026 jennifer123 jessica123 letmein123 letmein1234 letmeinnow
  liverpool1 liverpool123 loveyou123 manchester master1234 master12345 michael123 minecraft1 minecraft123 monkey1234 monkey12345 mypassword
  newpassword november2026 p@ssw0rd12 p@ssw0rd123 p@ssword123 passw0rd12 passw0rd123 password01 password1! password12 password123 password123!
  password1234 password12345 password2024 password2025 password2026 passwordpassword pokemon123 princess12 princess123 q1w2e3r4t5 q1w2e3r4t5y6
  qazwsxedc123 qazwsxedcrfv qwe1234567 qwe123qwe123 qweasdzxc1 qweasdzxc123 qwerty123! qwerty1234 qwerty12345 qwerty123456 qwertyuiop
  qwertyuiop123 qwertyuiop[] rootroot12 samsung123 secretpassword shadow1234 spring2025 spring2026 starwars123 summer2024 summer2025
  summer2026 sunshine12 sunshine123 superman12 superman123 temp123456 test123456 testing123 testing1234 testtest12 thepassword trustno1234
  user123456 welcome123 welcome1234 welcome12345 welcome2024 welcome2025 welcome2026 whatever123 winter2024 winter2025 winter2026 yourpassword
  zaq12wsxcde zxcvbnm,./ zxcvbnm123
`
    .trim()
    .split(/\s+/),
);
