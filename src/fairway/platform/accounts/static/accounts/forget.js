/* On the page of who has signed out: what was typed offline on this device goes too. */
localStorage.clear();
